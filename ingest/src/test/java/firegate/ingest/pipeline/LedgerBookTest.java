package firegate.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Journal;
import firegate.ingest.journal.Position;
import firegate.ingest.journal.ReadingKey;
import firegate.ingest.pipeline.LedgerBook.Account;
import firegate.ingest.pipeline.LedgerBook.Page;
import firegate.ingest.records.LedgerRecords.Filter;
import firegate.ingest.records.testing.RecordsKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** received = stored + duplicate + quarantined + waiting, at every moment and for every device and minute. */
@ParameterizedClass
@EnumSource(RecordsKind.class)
class LedgerBookTest {

    @Parameter
    RecordsKind kind;

    private static final long SEED = 20_260_101;

    @TempDir
    Path directory;

    private DeskRig rig;
    private final Random random = new Random(SEED);

    @BeforeEach
    void start() {
        rig = new DeskRig(kind, directory).start();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void addsUpAtEveryMomentWhileBothConsumersWork() throws InterruptedException {
        AtomicBoolean running = new AtomicBoolean(true);
        Thread history = new Thread(() -> {
            while (running.get() || rig.ledger.historyCursor().compareTo(rig.journal.head()) < 0) {
                store(1 + random.nextInt(40));
            }
        });
        history.start();
        for (int i = 0; i < 300; i++) {
            rig.journal.add(entries(1 + i % 20, i));
            rig.clock.advance(Duration.ofMillis(100));
            if (i % 10 == 0) {
                rig.accounts();
            }
        }
        running.set(false);
        history.join();
        rig.settle();
        Page page = rig.accounts();
        assertThat(page.sum().waiting()).as("seed " + SEED).isZero();
        assertThat(page.sum().received()).isPositive();
        assertThat(page.rows()).isEqualTo(page.items().size());
    }

    @Test
    void addsUpAfterRestartsWhicheverConsumerIsAhead() {
        for (int round = 0; round < 6; round++) {
            rig.journal.add(entries(50, round));
            if (round % 2 == 0) {
                rig.journal.holdBackBehind(rig.cursor().offset());
                rig.journal.add(entries(30, round));
                storeFromList(60);
            } else {
                rig.journal.holdBackBehind(Long.MAX_VALUE);
                rig.settle();
            }
            Page before = rig.accounts();
            rig.crash();
            rig.start();
            assertThat(rig.accounts().sum()).isEqualTo(before.sum());
        }
    }

    /** Also what the other has not seen yet counts as received: the history store cannot have it otherwise. */
    @Test
    void whatTheHistoryStoreHasBeforeTheAlarmsWereEvaluatedIsReceivedAndStored() {
        rig.journal.holdBackBehind(0);
        rig.journal.add(List.of(entry("sd-1", 3, 1, 0)));
        storeFromList(1);
        assertThat(rig.accounts().sum()).isEqualTo(new Account(null, 3, 3, 0, 0, 0));
        rig.journal.holdBackBehind(Long.MAX_VALUE);
        rig.settle();
        assertThat(rig.accounts().sum()).isEqualTo(new Account(null, 4, 3, 1, 0, 0));
    }

    @Test
    void whatTheHistoryStoreRefusesIsQuarantinedOnceWithItsReason() {
        rig.journal.add(List.of(entry("sd-1", 2, 0, 0), entry("sd-1", 3, 0, 0)));
        rig.settle();
        Entry.Telemetry bad = (Entry.Telemetry) rig.journal.entry(1);
        assertThat(rig.ledger.refused(new Position(0, 1), bad, "value too large"))
                .isTrue();
        assertThat(rig.accounts().sum().waiting()).isEqualTo(5);
        rig.failRecords();
        assertThatThrownBy(() -> rig.ledger.stored(new Position(0, 2), List.of(rig.journal.entry(2))))
                .hasMessageContaining("disk is broken");
        assertThat(rig.accounts().sum().waiting()).isEqualTo(5);
        rig.mendRecords();
        rig.ledger.stored(new Position(0, 2), List.of(rig.journal.entry(2)));
        assertThat(rig.accounts().sum()).isEqualTo(new Account(null, 5, 3, 0, 2, 0));
        assertThat(rig.count("quarantine")).isEqualTo(1);
        rig.journal.add(List.of(entry("sd-1", 1, 0, 0)));
        rig.settle();
        rig.ledger.stored(new Position(0, 3), List.of(rig.journal.entry(3)));
        assertThat(rig.accounts().sum()).isEqualTo(new Account(null, 6, 4, 0, 2, 0));
    }

    @Test
    void readingsOfOneEntryThatAreRefusedOneAfterTheOtherAreAllQuarantined() {
        rig.journal.add(List.of(entry("sd-1", 2, 0, 0), entry("sd-1", 3, 0, 0)));
        rig.settle();
        Entry.Telemetry bad = (Entry.Telemetry) rig.journal.entry(1);
        rig.ledger.refused(new Position(0, 1), with(bad, 0), "too old");
        rig.ledger.refused(new Position(0, 1), with(bad, 1), "too old");
        rig.ledger.stored(new Position(0, 2), List.of(rig.journal.entry(2)));
        assertThat(rig.accounts().sum()).isEqualTo(new Account(null, 5, 3, 0, 2, 0));
        assertThat(rig.count("quarantine")).isEqualTo(1);
    }

    private static Entry.Telemetry with(Entry.Telemetry entry, int reading) {
        return new Entry.Telemetry(
                entry.device(),
                entry.kind(),
                entry.site(),
                entry.via(),
                entry.receivedMs(),
                List.of(entry.readings().get(reading)),
                List.of(entry.keys().get(reading)),
                0,
                entry.attributes());
    }

    @Test
    void pagesAndDevicesAgreeWithTheSum() {
        rig.journal.add(entries(200, 3));
        rig.settle();
        storeFromList(77);
        Page all = rig.accounts();
        List<Account> paged = new ArrayList<>();
        Page page = rig.ledger.page(new Filter(0, Long.MAX_VALUE, null), null, 7);
        while (!page.items().isEmpty()) {
            paged.addAll(page.items());
            Account last = page.items().get(page.items().size() - 1);
            page = rig.ledger.page(new Filter(0, Long.MAX_VALUE, null), last.key(), 7);
            assertThat(page.sum()).isEqualTo(all.sum());
            assertThat(page.rows()).isEqualTo(all.rows());
        }
        assertThat(paged).isEqualTo(all.items());
        long received = 0;
        for (int device = 0; device < 5; device++) {
            Page of = rig.ledger.page(new Filter(0, Long.MAX_VALUE, "sd-" + device), null, 1000);
            assertThat(of.sum().addsUp()).isTrue();
            received += of.sum().received();
        }
        assertThat(received).isEqualTo(all.sum().received());
    }

    @Test
    void entriesThatTheJournalLostBetweenTheConsumersDoNotKeepItFromStarting() {
        rig.journal.add(entries(20, 1));
        rig.settle();
        rig.crash();
        rig.journal.lose(20);
        rig.start();
        assertThat(rig.ledger
                        .page(new Filter(0, Long.MAX_VALUE, null), null, 10)
                        .sum()
                        .addsUp())
                .as("lost readings must show")
                .isFalse();
    }

    private List<Entry> entries(int count, int second) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String device = "sd-" + random.nextInt(5);
            entries.add(
                    random.nextInt(8) == 0
                            ? DeskRig.rejected(device, second, false)
                            : entry(device, random.nextInt(4), random.nextInt(3), second * 20));
        }
        return entries;
    }

    private Entry entry(String device, int readings, int duplicates, int second) {
        Entry.Telemetry one = rig.telemetry(device, Kind.SMOKE, second, second, "battery", 90);
        return new Entry.Telemetry(
                device,
                Kind.SMOKE,
                null,
                null,
                one.receivedMs(),
                Collections.nCopies(readings, one.readings().get(0)),
                Collections.nCopies(readings, ReadingKey.NONE),
                duplicates,
                Map.of());
    }

    /** What the feed of the history store does with the next entries that it can read. */
    private void store(int most) {
        try {
            Position at = rig.ledger.historyCursor();
            Journal.Batch batch = rig.journal.read(at, most, Duration.ofMillis(1));
            if (!batch.isEmpty()) {
                rig.ledger.stored(batch.last(), batch.entries());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same, also with what the journal holds back from the desk. */
    private void storeFromList(int count) {
        Position at = rig.ledger.historyCursor();
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= count && at.offset() + i <= rig.journal.head().offset(); i++) {
            entries.add(rig.journal.entry(at.offset() + i));
        }
        rig.ledger.stored(at.plus(entries.size()), entries);
    }
}
