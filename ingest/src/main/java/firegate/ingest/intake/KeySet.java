package firegate.ingest.intake;

import firegate.ingest.journal.ReadingKey;

/** Set of reading keys in one array of longs, 16 to 32 bytes a key. {@link ReadingKey#NONE} cannot be held. */
final class KeySet {

    private static final int INITIAL_SLOTS = 1024;

    private long[] slots = new long[2 * INITIAL_SLOTS];
    private int size;

    int size() {
        return size;
    }

    boolean contains(ReadingKey key) {
        int at = find(key.high(), key.low());
        return slots[at] != 0 || slots[at + 1] != 0;
    }

    /** @return false when it was there already */
    boolean add(ReadingKey key) {
        int at = find(key.high(), key.low());
        if (slots[at] != 0 || slots[at + 1] != 0) {
            return false;
        }
        slots[at] = key.high();
        slots[at + 1] = key.low();
        size++;
        if (size > slots.length / 3) {
            grow();
        }
        return true;
    }

    void clear() {
        if (size > 0) {
            slots = new long[2 * INITIAL_SLOTS];
            size = 0;
        }
    }

    /** Index of the slot that holds the key, or of the free one where it would go. The keys are hashes already. */
    private int find(long high, long low) {
        int mask = slots.length - 1;
        int at = (int) (low << 1) & mask;
        while ((slots[at] != high || slots[at + 1] != low) && (slots[at] != 0 || slots[at + 1] != 0)) {
            at = at + 2 & mask;
        }
        return at;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != 0 || old[i + 1] != 0) {
                int at = find(old[i], old[i + 1]);
                slots[at] = old[i];
                slots[at + 1] = old[i + 1];
            }
        }
    }
}
