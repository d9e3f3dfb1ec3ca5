package firegate.ingest.intake;

import firegate.ingest.journal.ReadingKey;
import java.util.ArrayList;
import java.util.List;

/**
 * The duplicate window together with the batch that is being made. Readings of the batch count as known, so that they are not
 * stored twice; they enter the window only once the batch is durable.
 */
final class RecentReadings {

    private final DuplicateWindow window;
    private final KeySet batch = new KeySet();
    private final List<ReadingKey> added = new ArrayList<>();
    private long newestMs;

    RecentReadings(DuplicateWindow window) {
        this.window = window;
    }

    void begin(long receivedMs) {
        newestMs = receivedMs;
        window.advance(receivedMs);
    }

    /**
     * Takes a reading into the batch.
     *
     * @param recognisable whether a known key makes it a duplicate; otherwise the key is only noted
     * @return false when it is a duplicate
     */
    boolean add(ReadingKey key, boolean recognisable) {
        boolean known = recognisable && window.contains(key);
        if (known) {
            return false;
        }
        boolean first = batch.add(key);
        if (first) {
            added.add(key);
        }
        return first || !recognisable;
    }

    /** The batch is durable. */
    void keep() {
        for (ReadingKey key : added) {
            window.add(key, newestMs);
        }
        forget();
    }

    /** The batch was not stored: its readings are new when they come again. */
    void forget() {
        batch.clear();
        added.clear();
    }
}
