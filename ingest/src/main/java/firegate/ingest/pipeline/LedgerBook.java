package firegate.ingest.pipeline;

import firegate.ingest.history.HistoryFeed;
import firegate.ingest.history.StoredAccounts;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Journal;
import firegate.ingest.journal.Position;
import firegate.ingest.journal.ReadingKey;
import firegate.ingest.records.Cursors;
import firegate.ingest.records.Database;
import firegate.ingest.records.LedgerRecords;
import firegate.ingest.records.LedgerRecords.Counts;
import firegate.ingest.records.LedgerRecords.DeviceMinute;
import firegate.ingest.records.LedgerRecords.Filter;
import firegate.ingest.records.QuarantineRecords;
import firegate.ingest.telemetry.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * The accounts of every device and minute: received = stored + duplicate + quarantined + waiting.
 *
 * <p>Three parties count independently of each other: the consumer of the alarms what was received, found to be a duplicate
 * and quarantined; the feed of the history store what it stored; and this class, from the entries between the two cursors,
 * what waits. The sum is therefore a check and not a definition.
 */
public final class LedgerBook implements StoredAccounts {

    static final String ALARMS = "alarms";
    static final String HISTORY = HistoryFeed.CONSUMER;
    private static final int READ = 10_000;

    private final Database database;
    private final Map<DeviceMinute, Long> waiting = new HashMap<>();
    /** What the history store refused since its cursor moved; the journal keeps it until then. */
    private final Map<Position, Refused> refused = new ConcurrentHashMap<>();

    private record Refused(Entry.Telemetry entry, String reason) {
        private Refused plus(Refused more) {
            List<Reading> readings = new ArrayList<>(entry.readings());
            readings.addAll(more.entry.readings());
            List<ReadingKey> keys = new ArrayList<>(entry.keys());
            keys.addAll(more.entry.keys());
            return new Refused(
                    new Entry.Telemetry(
                            entry.device(),
                            entry.kind(),
                            entry.site(),
                            entry.via(),
                            entry.receivedMs(),
                            readings,
                            keys,
                            0,
                            entry.attributes()),
                    reason);
        }
    }

    public LedgerBook(Database database) {
        this.database = database;
    }

    /** Everything up to here is in the history store. */
    public Position historyCursor() {
        return database.reader().withHandle(handle -> Cursors.of(handle, HISTORY));
    }

    /**
     * Counts what waits: the entries between the cursors of the two consumers. Before either of them starts. Entries that the
     * journal lost do not wait, so that their minutes no longer add up, as they should not.
     */
    public void rebuild(Journal journal) throws InterruptedException {
        Position alarms = database.reader().withHandle(handle -> Cursors.of(handle, ALARMS));
        Position history = historyCursor();
        waiting.clear();
        boolean historyBehind = history.compareTo(alarms) < 0;
        Position at = historyBehind ? history : alarms;
        Position end = historyBehind ? alarms : history;
        Position oldest = journal.state().oldest().plus(-1);
        at = at.compareTo(oldest) < 0 ? oldest : at;
        while (at.compareTo(end) < 0) {
            Journal.Batch batch = journal.read(at, READ, Duration.ZERO);
            if (batch.isEmpty()) {
                return;
            }
            for (int i = 0; i < batch.entries().size() && batch.first().plus(i).compareTo(end) <= 0; i++) {
                if (batch.entries().get(i) instanceof Entry.Telemetry telemetry) {
                    long readings = telemetry.readings().size();
                    wait(key(telemetry), historyBehind ? readings : -readings);
                }
            }
            at = batch.last();
        }
    }

    /** What an entry adds to the accounts when it is received. */
    static Counts received(Entry entry) {
        if (entry instanceof Entry.Telemetry telemetry) {
            int duplicates = telemetry.duplicates();
            return new Counts(telemetry.readings().size() + duplicates, 0, duplicates, 0);
        }
        return new Counts(1, 0, 0, 1);
    }

    static DeviceMinute key(Entry entry) {
        return new DeviceMinute(entry.device(), Math.floorDiv(entry.receivedMs(), 60_000L));
    }

    /** After the transaction that counted them as received. */
    void committed(Map<DeviceMinute, Counts> received) {
        received.forEach((key, counts) -> wait(key, counts.received() - counts.duplicate() - counts.quarantined()));
    }

    /** The history store has these entries: counts them as stored and moves its cursor, in one transaction. */
    @Override
    public void stored(Position upTo, List<Entry> entries) {
        Map<DeviceMinute, Counts> counts = new HashMap<>();
        for (Entry entry : entries) {
            if (entry instanceof Entry.Telemetry telemetry
                    && !telemetry.readings().isEmpty()) {
                counts.merge(key(entry), new Counts(0, telemetry.readings().size(), 0, 0), Counts::plus);
            }
        }
        Map<Long, Entry.Rejected> quarantine = new HashMap<>();
        refused.forEach((at, what) -> {
            int readings = what.entry().readings().size();
            counts.merge(key(what.entry()), new Counts(0, 0, 0, readings), Counts::plus);
            quarantine.put(at.offset(), rejected(what));
        });
        database.writer()
                .run(
                        handle -> {
                            if (Cursors.of(handle, HISTORY).compareTo(upTo) >= 0) {
                                return; // an earlier attempt came about although its answer was lost
                            }
                            LedgerRecords.add(handle, counts);
                            QuarantineRecords.put(handle, quarantine);
                            Cursors.move(handle, HISTORY, upTo);
                        },
                        () -> counts.forEach((key, count) -> wait(key, -count.stored() - count.quarantined())));
        refused.clear();
    }

    /** Is quarantined in the transaction that moves the cursor past it. */
    @Override
    public boolean refused(Position at, Entry.Telemetry entry, String reason) {
        refused.merge(at, new Refused(entry, reason), Refused::plus);
        return true;
    }

    private static Entry.Rejected rejected(Refused what) {
        Entry.Telemetry entry = what.entry();
        return new Entry.Rejected(
                entry.device(),
                entry.kind(),
                entry.site(),
                entry.receivedMs(),
                "",
                "",
                "native",
                "history-refused",
                what.reason(),
                entry.fire(),
                entry.readings().toString().getBytes(StandardCharsets.UTF_8));
    }

    private void wait(DeviceMinute key, long readings) {
        waiting.merge(key, readings, (a, b) -> a + b == 0 ? null : Long.valueOf(a + b));
        waiting.remove(key, 0L);
    }

    /**
     * The accounts of a span.
     *
     * @param after the last row of the page before, or null
     */
    public Page page(Filter filter, DeviceMinute after, int limit) {
        Map<DeviceMinute, Long> waitingNow = new HashMap<>();
        return database.reader().inTransaction(TransactionIsolationLevel.SERIALIZABLE, handle -> {
            database.writer().between(() -> {
                Cursors.of(handle, ALARMS);
                waiting.forEach((key, readings) -> {
                    boolean asked = key.minute() >= filter.fromMinute() && key.minute() < filter.toMinute();
                    if (asked && (filter.device() == null || filter.device().equals(key.device()))) {
                        waitingNow.put(key, readings);
                    }
                });
            });
            List<Account> items = new ArrayList<>();
            LedgerRecords.list(handle, filter, after, limit)
                    .forEach(
                            row -> items.add(account(row.key(), row.counts(), waitingNow.getOrDefault(row.key(), 0L))));
            long ahead = waitingNow.values().stream()
                    .filter(n -> n < 0)
                    .mapToLong(n -> -n)
                    .sum();
            long behind = waitingNow.values().stream()
                    .filter(n -> n > 0)
                    .mapToLong(n -> n)
                    .sum();
            Counts sum = LedgerRecords.sum(handle, filter);
            Account total =
                    new Account(null, sum.received() + ahead, sum.stored(), sum.duplicate(), sum.quarantined(), behind);
            return new Page(items, total, LedgerRecords.count(handle, filter));
        });
    }

    /** A minute that the history store has before the alarms' consumer has counted it was received all the same. */
    private static Account account(DeviceMinute key, Counts counts, long waiting) {
        long ahead = Math.max(0, -waiting);
        return new Account(
                key,
                counts.received() + ahead,
                counts.stored(),
                counts.duplicate(),
                counts.quarantined(),
                Math.max(0, waiting));
    }

    /** @param key null for a sum */
    public record Account(
            DeviceMinute key, long received, long stored, long duplicate, long quarantined, long waiting) {

        public boolean addsUp() {
            return received == stored + duplicate + quarantined + waiting;
        }
    }

    /** @param rows how many rows there are on all pages */
    public record Page(List<Account> items, Account sum, long rows) {}
}
