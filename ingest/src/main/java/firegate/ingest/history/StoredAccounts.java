package firegate.ingest.history;

import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Position;
import java.util.List;

/** What keeps the accounts of the history consumer: its durable cursor and the stored counts of the ledger. */
public interface StoredAccounts {

    /**
     * Moves the cursor to {@code upTo} and counts the entries as stored, in one transaction. Called in order, once the history
     * store holds them durably; called again with the same arguments when it throws.
     *
     * @param entries everything since the last call, rejected messages included, without what {@link #refused} took
     */
    void stored(Position upTo, List<Entry> entries);

    /**
     * The history store will never take these readings of an entry.
     *
     * @param entry with these readings only; a later call for the same position names others of them
     * @param reason the store's own words
     * @return true once it is durably kept elsewhere, so that the feed may pass it; false to hold the feed at it, which then
     *     reports the device as its problem
     */
    default boolean refused(Position at, Entry.Telemetry entry, String reason) {
        return false;
    }
}
