package firegate.ingest.journal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The durable, ordered log between the devices and everything that firegate does with their readings. Thread-safe.
 * Consumers keep their own cursor where they keep their results and tell the journal by {@link #release}.
 */
public interface Journal extends AutoCloseable {

    /**
     * Appends the entries in order as one unit and syncs them to disk. The list must not be changed afterwards.
     *
     * @return completes with the position of the first entry once all are durable, or exceptionally with a
     *     {@link JournalException} when none is
     */
    CompletableFuture<Position> append(List<Entry> entries);

    /** Position of the last durable entry; {@link Position#START} when there was never one. */
    Position head();

    /**
     * Waits up to {@code wait} for entries behind {@code after} and returns them in order: about {@code maxEntries} (always
     * whole blocks of what was appended, the first possibly cut at {@code after}); empty when none came in time.
     *
     * @throws JournalException when {@code after} lies before the oldest entry that is kept, or reading fails
     */
    Batch read(Position after, int maxEntries, Duration wait) throws InterruptedException;

    /**
     * Position before which every entry was received before an instant (by whole blocks, so that a few earlier entries may
     * follow it); {@link #head()} when all were.
     *
     * @throws JournalException when reading fails
     */
    Position before(long receivedMs);

    /**
     * Declares a consumer and how far its own durable results reach. Entries are dropped only behind the slowest declared
     * consumer, so all are declared before the first append. A position behind {@link #head()}, which means that the
     * journal lost its end, makes the journal continue behind it: no offset is used twice.
     */
    void release(String consumer, Position upTo);

    /** How the journal is, for health, metrics and back-pressure. Cheap; may be called often. */
    State state();

    @Override
    void close();

    /**
     * Entries in order.
     *
     * @param first position of the first of them
     */
    record Batch(Position first, List<Entry> entries) {
        public boolean isEmpty() {
            return entries.isEmpty();
        }

        /** Position of the last entry; not defined when empty. */
        public Position last() {
            return first.plus(entries.size() - 1L);
        }
    }

    /**
     * @param problem why nothing can be appended now, in a sentence; null when all is well
     * @param bytes disk space in use
     * @param maxBytes disk space allowed
     * @param oldest position of the oldest entry kept
     */
    record State(String problem, long bytes, long maxBytes, Position oldest, Position head) {
        public boolean healthy() {
            return problem == null;
        }
    }
}
