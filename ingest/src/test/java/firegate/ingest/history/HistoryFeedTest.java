package firegate.ingest.history;

import static firegate.ingest.history.Sent.rejected;
import static firegate.ingest.history.Sent.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firegate.ingest.journal.Entry;
import firegate.ingest.journal.MemoryJournal;
import firegate.ingest.journal.Position;
import firegate.ingest.telemetry.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryFeedTest {

    private static final HistoryFeed.Pauses SHORT =
            new HistoryFeed.Pauses(Duration.ofMillis(5), Duration.ofMillis(1), Duration.ofMillis(5));

    private final MemoryJournal journal = new MemoryJournal();
    private final ScriptedStore store = new ScriptedStore();
    private final Accounts accounts = new Accounts();
    private HistoryFeed feed = feedFrom(Position.START);

    private HistoryFeed feedFrom(Position start) {
        return new HistoryFeed(journal, start, store, accounts, () -> 100_000, SHORT);
    }

    @AfterEach
    void close() {
        feed.close();
        journal.close();
    }

    private void append(Entry... entries) {
        journal.append(List.of(entries)).join();
    }

    private void awaitReleased(long offset) {
        await().until(() -> new Position(0, offset).equals(journal.released(HistoryFeed.CONSUMER)));
    }

    @Test
    void declaresItselfToTheJournalBeforeItReads() {
        feed = feedFrom(new Position(0, 7));
        feed.start();

        assertThat(journal.released(HistoryFeed.CONSUMER)).isEqualTo(new Position(0, 7));
    }

    @Test
    void storesTelemetryAndAccountsForRejectedMessagesToo() {
        Entry.Telemetry one = sent("sd-1", 1, "smoke", 0.1);
        Entry.Rejected bad = rejected("sd-2", 2);
        Entry.Telemetry two = sent("sd-3", 3, "smoke", 0.1);
        feed.start();
        append(one, bad, two);
        awaitReleased(3);

        assertThat(store.held).containsExactly(one, two);
        assertThat(accounts.entries).containsExactly(one, bad, two);
        assertThat(accounts.upTo).isEqualTo(new Position(0, 3));
        assertThat(feed.position()).isEqualTo(new Position(0, 3));
        assertThat(feed.problem()).isNull();
    }

    @Test
    void beginsBehindItsCursor() {
        Entry.Telemetry two = sent("sd-1", 2, "smoke", 0.1);
        append(sent("sd-1", 1, "smoke", 0.1), two);
        feed = feedFrom(new Position(0, 1));
        feed.start();
        awaitReleased(2);

        assertThat(store.held).containsExactly(two);
    }

    @Test
    void holdsReadingsWhileTheStoreIsDownAndSaysForHowLong() {
        store.down = "disk full";
        feed.start();
        append(sent("sd-1", 40_000, "smoke", 0.1));
        await().until(() -> feed.problem() != null);

        assertThat(feed.problem()).contains("disk full").contains("60 s");
        assertThat(accounts.entries).isEmpty();
        assertThat(journal.released(HistoryFeed.CONSUMER)).isEqualTo(Position.START);

        store.down = null;
        awaitReleased(1);
        assertThat(store.held).hasSize(1);
        await().until(() -> feed.problem() == null);
    }

    @Test
    void accountsOnceWhenAccountingFailsAtFirst() {
        accounts.failures.set(3);
        feed.start();
        append(sent("sd-1", 1, "smoke", 0.1));
        awaitReleased(1);

        assertThat(accounts.entries).hasSize(1);
        assertThat(store.writes).hasValue(1);
    }

    @Test
    void writesAllButTheRefusedEntryAndNamesItsDevice() {
        store.refusedDevice = "poison";
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            entries.add(sent(i == 13 ? "poison" : "sd-" + i, 1 + i, "smoke", 0.1));
        }
        feed.start();
        journal.append(entries).join();
        await().until(() -> feed.problem() != null);

        assertThat(feed.problem()).contains("'poison'");
        assertThat(store.held).hasSize(19);
        assertThat(journal.released(HistoryFeed.CONSUMER)).isEqualTo(Position.START);
    }

    @Test
    void passesTheRefusedEntryOnceItIsKeptElsewhere() {
        store.refusedDevice = "poison";
        accounts.takesRefused = true;
        Entry.Telemetry poison = sent("poison", 2, "smoke", 0.1);
        feed.start();
        append(sent("sd-1", 1, "smoke", 0.1), poison, sent("sd-2", 3, "smoke", 0.1));
        awaitReleased(3);

        assertThat(accounts.refused).containsExactly(new Position(0, 2));
        assertThat(accounts.entries).hasSize(2).doesNotContain(poison);
    }

    @Test
    void passesOnlyTheRefusedReadingsOfAnEntry() {
        store.refusedTimeMs = 5;
        accounts.takesRefused = true;
        Entry.Telemetry first = sent("sd-1", 4, "smoke", 0.1);
        Entry.Telemetry bad = sent("sd-1", 5, "smoke", 0.1);
        Entry.Telemetry last = sent("sd-1", 6, "smoke", 0.1);
        feed.start();
        append(sent("sd-2", 1, "smoke", 0.1), buffered(first, bad, last), sent("sd-3", 7, "smoke", 0.1));
        awaitReleased(3);

        assertThat(accounts.refused).containsExactly(new Position(0, 2));
        assertThat(accounts.refusedReadings).isEqualTo(bad.readings());
        assertThat(accounts.entries).hasSize(3);
        assertThat(((Entry.Telemetry) accounts.entries.get(1)).readings())
                .containsExactly(first.readings().get(0), last.readings().get(0));
    }

    @Test
    void countsWhatWasRefusedOnceWhenTheStoreGoesDownMeanwhile() {
        store.refusedDevice = "poison";
        accounts.takesRefused = true;
        // The batch as a whole, its first half, the poison; then it is away twice.
        store.downAtWrites = Set.of(4, 5);
        feed.start();
        append(sent("poison", 1, "smoke", 0.1), sent("sd-1", 2, "smoke", 0.1), sent("sd-2", 3, "smoke", 0.1));
        awaitReleased(3);

        assertThat(accounts.refusals).hasValue(1);
        assertThat(accounts.entries).hasSize(2);
    }

    private static Entry.Telemetry buffered(Entry.Telemetry... samples) {
        Entry.Telemetry one = samples[0];
        return new Entry.Telemetry(
                one.device(),
                one.kind(),
                one.site(),
                null,
                one.receivedMs(),
                Arrays.stream(samples).flatMap(e -> e.readings().stream()).toList(),
                Arrays.stream(samples).flatMap(e -> e.keys().stream()).toList(),
                0,
                one.attributes());
    }

    @Test
    void endsWhileTheStoreIsDown() {
        store.down = "gone";
        feed.start();
        append(sent("sd-1", 1, "smoke", 0.1));
        await().until(() -> feed.problem() != null);
        feed.close();

        assertThat(accounts.entries).isEmpty();
        assertThat(journal.released(HistoryFeed.CONSUMER)).isEqualTo(Position.START);
    }

    private static final class Accounts implements StoredAccounts {
        final List<Entry> entries = new ArrayList<>();
        final Set<Position> refused = new LinkedHashSet<>();
        final List<Reading> refusedReadings = new ArrayList<>();
        final AtomicInteger refusals = new AtomicInteger();
        volatile Position upTo;
        final AtomicInteger failures = new AtomicInteger();
        volatile boolean takesRefused;

        @Override
        public void stored(Position position, List<Entry> stored) {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("records are locked");
            }
            entries.addAll(stored);
            upTo = position;
        }

        @Override
        public boolean refused(Position at, Entry.Telemetry entry, String reason) {
            refusals.incrementAndGet();
            if (takesRefused) {
                refused.add(at);
                refusedReadings.addAll(entry.readings());
            }
            return takesRefused;
        }
    }

    private static final class ScriptedStore implements HistoryStore {
        final Set<Entry.Telemetry> held = new LinkedHashSet<>();
        volatile String down;
        volatile String refusedDevice;
        volatile long refusedTimeMs = -1;
        volatile Set<Integer> downAtWrites = Set.of();
        final AtomicInteger attempts = new AtomicInteger();
        final AtomicInteger writes = new AtomicInteger();

        @Override
        public void write(List<Entry.Telemetry> entries) {
            if (downAtWrites.contains(attempts.incrementAndGet())) {
                throw new HistoryException("away", null);
            }
            if (down != null) {
                throw new HistoryException(down, null);
            }
            for (Entry.Telemetry entry : entries) {
                boolean bad = entry.readings().stream().anyMatch(reading -> reading.timeMs() == refusedTimeMs);
                if (bad || entry.device().equals(refusedDevice)) {
                    throw HistoryException.refused("never");
                }
            }
            held.addAll(entries);
            writes.incrementAndGet();
        }

        @Override
        public void query(HistoryQuery query, PointSink sink) {}

        @Override
        public List<SeriesId> series(List<String> devices, long fromMs, long toMs) {
            return List.of();
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public String problem() {
            return down;
        }

        @Override
        public void close() {}
    }
}
