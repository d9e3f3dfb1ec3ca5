package firegate.ingest.history;

import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Journal;
import firegate.ingest.journal.ReadingKey;
import firegate.ingest.telemetry.Reading;
import java.util.ArrayList;
import java.util.List;

/**
 * One batch on its way into store and accounts; running it again repeats only what is not done. What the store refuses is
 * found by halving, down to the single reading, so that nothing else is held up or quarantined with it.
 */
final class Delivery {

    private final Journal.Batch batch;
    private final HistoryStore store;
    private final StoredAccounts accounts;
    /** What each entry of the batch adds to the accounts; null once all of it was refused. */
    private final List<Entry> left;

    private boolean written;
    private boolean accountedFor;

    Delivery(Journal.Batch batch, HistoryStore store, StoredAccounts accounts) {
        this.batch = batch;
        this.store = store;
        this.accounts = accounts;
        this.left = new ArrayList<>(batch.entries());
    }

    /** @throws HistoryException when the store does not take it now, or refuses what cannot be kept elsewhere */
    void run() {
        if (!written) {
            write();
            written = true;
        }
        if (!accountedFor) {
            accounts.stored(
                    batch.last(), left.stream().filter(entry -> entry != null).toList());
            accountedFor = true;
        }
    }

    /** Receipt of the oldest entry, epoch milliseconds. */
    long oldestMs() {
        long oldest = Long.MAX_VALUE;
        for (Entry entry : batch.entries()) {
            oldest = Math.min(oldest, entry.receivedMs());
        }
        return oldest;
    }

    private void write() {
        List<Integer> telemetry = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            if (left.get(i) instanceof Entry.Telemetry t && !t.readings().isEmpty()) {
                telemetry.add(i);
            }
        }
        HistoryException held = write(telemetry);
        if (held != null) {
            throw held;
        }
    }

    /**
     * Writes all that the store takes.
     *
     * @param places of the entries in the batch
     * @return the first refusal of an entry that must be held, or null
     */
    private HistoryException write(List<Integer> places) {
        if (places.isEmpty()) {
            return null;
        }
        HistoryException refusal = refusal(places.stream().map(this::at).toList());
        if (refusal == null) {
            return null;
        }
        if (places.size() == 1) {
            return at(places.get(0)).readings().size() == 1
                    ? refuse(places.get(0), List.of(0), refusal)
                    : writeEachReading(places.get(0));
        }
        int half = places.size() / 2;
        HistoryException first = write(places.subList(0, half));
        HistoryException second = write(places.subList(half, places.size()));
        return first != null ? first : second;
    }

    private Entry.Telemetry at(int place) {
        return (Entry.Telemetry) left.get(place);
    }

    /** @return null when the store took the entries */
    private HistoryException refusal(List<Entry.Telemetry> entries) {
        try {
            store.write(entries);
            return null;
        } catch (HistoryException e) {
            if (!e.isRefused()) {
                throw e;
            }
            return e;
        }
    }

    private HistoryException writeEachReading(int place) {
        Entry.Telemetry entry = at(place);
        List<Integer> refused = new ArrayList<>();
        HistoryException first = null;
        for (int i = 0; i < entry.readings().size(); i++) {
            HistoryException refusal = refusal(List.of(part(entry, List.of(i), 0)));
            if (refusal != null) {
                refused.add(i);
                first = first == null ? refusal : first;
            }
        }
        return first == null ? null : refuse(place, refused, first);
    }

    private HistoryException refuse(int place, List<Integer> readings, HistoryException e) {
        Entry.Telemetry entry = at(place);
        if (!accounts.refused(batch.first().plus(place), part(entry, readings, 0), e.getMessage())) {
            return HistoryException.refused(
                    store.name() + " refuses a reading of device '" + entry.device() + "': " + e.getMessage());
        }
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < entry.readings().size(); i++) {
            if (!readings.contains(i)) {
                taken.add(i);
            }
        }
        left.set(place, taken.isEmpty() ? null : part(entry, taken, entry.duplicates()));
        return null;
    }

    private static Entry.Telemetry part(Entry.Telemetry entry, List<Integer> places, int duplicates) {
        List<Reading> readings = places.stream().map(entry.readings()::get).toList();
        List<ReadingKey> keys = places.stream().map(entry.keys()::get).toList();
        return new Entry.Telemetry(
                entry.device(),
                entry.kind(),
                entry.site(),
                entry.via(),
                entry.receivedMs(),
                readings,
                keys,
                duplicates,
                entry.attributes());
    }
}
