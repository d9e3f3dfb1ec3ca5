package firegate.ingest.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The blocks appended last, as they were handed in, for consumers that keep up. Not thread-safe. */
final class Tail {

    private static final int MAX_ENTRIES = 1 << 16;
    private static final long MAX_BYTES = 32 << 20;

    private final TreeMap<Long, Cached> blocks = new TreeMap<>();
    private long entries;
    private long bytes;

    private record Cached(List<Entry> entries, int bytes) {}

    /** @param size bytes of the block on disk, a measure of what it takes in memory */
    void add(long first, List<Entry> block, int size) {
        blocks.put(first, new Cached(block, size));
        entries += block.size();
        bytes += size;
        while (blocks.size() > 1 && (entries > MAX_ENTRIES || bytes > MAX_BYTES)) {
            Cached dropped = blocks.pollFirstEntry().getValue();
            entries -= dropped.entries().size();
            bytes -= dropped.bytes();
        }
    }

    /** Entries from offset {@code next} on, or from the first kept behind it in a gap; null when they may be on disk only. */
    Journal.Batch from(long next, int maxEntries) {
        Map.Entry<Long, Cached> block = blocks.floorEntry(next);
        if (block == null) {
            return null;
        }
        if (next >= end(block)) {
            block = blocks.higherEntry(next);
            if (block == null) {
                return null;
            }
        }
        long first = Math.max(next, block.getKey());
        List<Entry> found = block.getValue().entries().subList((int) (first - block.getKey()), count(block));
        if (found.size() < maxEntries) {
            found = new ArrayList<>(found);
            Map.Entry<Long, Cached> following = blocks.higherEntry(block.getKey());
            while (following != null && following.getKey() == end(block) && found.size() < maxEntries) {
                found.addAll(following.getValue().entries());
                block = following;
                following = blocks.higherEntry(block.getKey());
            }
        }
        return new Journal.Batch(new Position(0, first), found);
    }

    private static int count(Map.Entry<Long, Cached> block) {
        return block.getValue().entries().size();
    }

    private static long end(Map.Entry<Long, Cached> block) {
        return block.getKey() + count(block);
    }
}
