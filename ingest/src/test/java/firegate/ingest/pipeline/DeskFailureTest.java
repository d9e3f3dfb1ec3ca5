package firegate.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Alarm.Stamp;
import firegate.ingest.alarm.AlarmState;
import firegate.ingest.alarm.Decision;
import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Position;
import firegate.ingest.records.testing.RecordsKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The records, or the journal, fail: a fire is shown all the same, and nothing is half written. */
@ParameterizedClass
@EnumSource(RecordsKind.class)
class DeskFailureTest {

    @Parameter
    RecordsKind kind;

    @TempDir
    Path directory;

    private DeskRig rig;

    @BeforeEach
    void start() {
        rig = new DeskRig(kind, directory).start();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void aFireIsShownAsNotStoredAndPublishedOnceMoreWhenItIs() {
        rig.failRecords();
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
        await().until(() -> rig.published.size() == 1);
        Alarm shown = rig.published.get(0);
        assertThat(shown.status().stored()).isFalse();
        assertThat(shown.clock().at(Stamp.SENT)).isNotNull();
        assertThat(rig.desk.open()).singleElement().satisfies(open -> {
            assertThat(open.id()).isEqualTo(shown.id());
            assertThat(open.status().stored()).isFalse();
        });
        await().until(() -> rig.desk.problem() != null);
        assertThat(rig.desk.problem()).contains("records cannot be written").contains("disk is broken");
        assertThat(rig.count("alarm")).isZero();

        long shownMs = rig.clock.millis();
        rig.clock.advance(Duration.ofSeconds(5));
        rig.mendRecords();
        await().until(() -> rig.published.size() == 2);
        rig.settle();
        Alarm stored = rig.alarm();
        assertThat(stored.id()).isEqualTo(shown.id());
        assertThat(stored.status().stored()).isTrue();
        assertThat(stored.clock().at(Stamp.SENT)).as("when it was first shown").isEqualTo(shownMs);
        assertThat(rig.published).hasSize(2);
        assertThat(rig.recorded(stored.id())).isEqualTo(stored);
        assertThat(rig.trail("alarm:" + stored.id())).containsExactly("alarm.raised system");
        assertThat(rig.desk.problem()).isNull();
    }

    @Test
    void firesAreShownAlsoWhileTheDatabaseIsHeldBySomebodyElse() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread other = new Thread(() -> rig.database.writer().run(handle -> {
            held.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        other.start();
        held.await();
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
        await().until(() -> rig.published.size() == 1);
        rig.send("sd-2", Kind.SMOKE, 1, "fire", 1);
        await().until(() -> rig.published.size() == 2);
        assertThat(rig.published).allMatch(alarm -> !alarm.status().stored());
        release.countDown();
        other.join();
        rig.settle();
        assertThat(rig.desk.open()).hasSize(2).allMatch(alarm -> alarm.status().stored());
    }

    /** Each of these statements is part of a commit; when one fails, nothing of the commit is there. */
    @ParameterizedTest
    @ValueSource(strings = {"alarm", "audit", "outbox", "device", "device_state", "ledger", "quarantine", "fire_ahead"})
    void aCommitIsDoneAsAWholeOrNotAtAll(String table) {
        rig.journal.holdBackBehind(0);
        rig.refuse("broken", "INSERT ON " + table, null, "no room");
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1, "battery", 90);
        rig.send(DeskRig.rejected("sd-2", 1, false));
        rig.clock.advance(Duration.ofSeconds(1));
        boolean firesWentFirst = table.equals("ledger") || table.equals("quarantine");
        await().until(() -> firesWentFirst ? rig.count("alarm") == 1 : rig.desk.problem() != null);
        rig.journal.holdBackBehind(Long.MAX_VALUE);
        await().until(() -> {
            rig.clock.advance(Duration.ofSeconds(1));
            return rig.desk.problem() != null;
        });
        assertThat(rig.count("alarm")).isEqualTo(firesWentFirst ? 1 : 0);
        assertThat(rig.count("audit")).isEqualTo(firesWentFirst ? 1 : 0);
        assertThat(rig.count("outbox")).isEqualTo(firesWentFirst ? 1 : 0);
        assertThat(rig.count("device_state")).isEqualTo(firesWentFirst ? 1 : 0);
        assertThat(rig.count("device")).isEqualTo(firesWentFirst ? 1 : 0);
        assertThat(rig.count("fire_ahead")).isEqualTo(firesWentFirst ? 1 : 0);
        assertThat(rig.count("ledger")).isZero();
        assertThat(rig.count("quarantine")).isZero();
        assertThat(rig.cursor()).isEqualTo(Position.START);
        assertThat(rig.journal.released(LedgerBook.ALARMS)).isEqualTo(Position.START);

        rig.allow("broken", table);
        rig.settle();
        assertThat(rig.count("alarm")).isEqualTo(1);
        assertThat(rig.count("audit")).isEqualTo(1);
        assertThat(rig.count("outbox")).isEqualTo(1);
        assertThat(rig.count("quarantine")).isEqualTo(1);
        assertThat(rig.accounts().sum()).isEqualTo(new LedgerBook.Account(null, 2, 0, 0, 1, 1));
    }

    @Test
    void whileTheRecordsFailNothingIsReadFromTheJournalAndOnlyFiresAreShown() {
        rig.failRecords();
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
        await().until(() -> rig.desk.problem() != null);
        rig.send("sd-2", Kind.SMOKE, 2, "temperature", 60);
        rig.send("sd-2", Kind.SMOKE, 40, "temperature", 60);
        rig.send("sd-3", Kind.SMOKE, 41, "fire", 1);
        await().until(() -> rig.published.size() == 2);
        assertThat(rig.desk.open()).hasSize(2);
        assertThat(rig.desk.view("sd-2")).isEmpty();
        rig.mendRecords();
        rig.settle();
        assertThat(rig.desk.open()).hasSize(3);
    }

    @Test
    void commandsAreNotCarriedOutWhileTheRecordsFailAndWorkAgainAfterwards() {
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
        String id = rig.alarm().id();
        rig.done(rig.note(id, "lin", "seen"));
        rig.failRecords();
        CompletableFuture<Optional<Decision>> first = rig.note(id, "wang", "on my way");
        assertThatThrownBy(first::join).hasMessageContaining("not stored yet").hasMessageContaining("disk is broken");
        CompletableFuture<Optional<Decision>> second = rig.acknowledge(id, "wang", "");
        assertThatThrownBy(second::join).hasMessageContaining("not carried out: records cannot be written");
        assertThat(rig.desk.open(id).orElseThrow().status().state()).isEqualTo(AlarmState.ACTIVE_UNACKED);
        rig.mendRecords();
        assertThat(rig.done(rig.acknowledge(id, "wang", ""))).isInstanceOf(Decision.Done.class);
        assertThat(rig.trail("alarm:" + id))
                .containsExactly(
                        "alarm.raised system", "alarm.noted lin", "alarm.noted wang", "alarm.acknowledged wang");
        rig.settle();
        assertThat(rig.alarm()).isEqualTo(rig.recorded(id));
    }

    @Test
    void aFireThatWasNeverStoredEndsWithTheFirstSampleWithoutIt() {
        Entry fire = rig.telemetry("sd-1", Kind.SMOKE, 1, 2, "fire", 1);
        rig.registry.admit("sd-1", Kind.SMOKE);
        rig.desk.unstored(fire, "disk full");
        String id = rig.alarm().id();
        assertThat(rig.done(rig.acknowledge(id, "wang", ""))).isInstanceOf(Decision.Done.class);
        rig.send("sd-1", Kind.SMOKE, 5, "fire", 0);
        rig.settle();
        assertThat(rig.alarm().status().active()).isFalse();
        assertThat(rig.done(rig.reset(id, "wang", ""))).isInstanceOf(Decision.Done.class);
    }

    @Test
    void aFireThatTheJournalDidNotTakeIsMergedWhenTheDeviceSendsItAgain() {
        Entry fire = rig.telemetry("sd-1", Kind.SMOKE, 1, 2, "fire", 1);
        rig.registry.admit("sd-1", Kind.SMOKE);
        rig.desk.unstored(fire, "disk full");
        rig.desk.unstored(fire, "disk full");
        Alarm shown = rig.alarm();
        assertThat(shown.status().stored()).isFalse();
        assertThat(shown.clock().at(Stamp.DEVICE)).isEqualTo(DeskRig.ms(1));
        assertThat(shown.clock().at(Stamp.JOURNALED)).isNull();
        assertThat(rig.done(rig.acknowledge(shown.id(), "wang", ""))).isInstanceOf(Decision.Done.class);
        rig.crash();
        rig.start();
        assertThat(rig.alarm().status().active())
                .as("still waits for the device")
                .isTrue();

        rig.send(fire);
        rig.settle();
        Alarm stored = rig.alarm();
        assertThat(stored.id()).isEqualTo(shown.id());
        assertThat(stored.status().stored()).isTrue();
        assertThat(stored.status().count()).isEqualTo(1);
        assertThat(stored.status().state()).isEqualTo(AlarmState.ACTIVE_ACKED);
        assertThat(rig.trail("alarm:" + stored.id()))
                .containsExactly("alarm.raised system", "alarm.acknowledged wang", "alarm.stored system");
        assertThat(rig.accounts().sum().received()).isEqualTo(1);
    }

    @Test
    void aFireInARejectedMessageThatTheJournalDidNotTakeIsShown() {
        rig.desk.unstored(DeskRig.rejected("sd-1", 1, true), "disk full");
        assertThat(rig.alarm().status().stored()).isFalse();
        assertThat(rig.accounts().sum().received()).isZero();
    }

    @Test
    void aFireIsShownThoughBothJournalAndRecordsFail() {
        rig.failRecords();
        rig.desk.unstored(rig.telemetry("sd-1", Kind.SMOKE, 1, 2, "fire", 1), "disk full");
        await().until(() -> rig.published.size() == 1);
        assertThat(rig.published.get(0).status().stored()).isFalse();
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
        rig.mendRecords();
        rig.settle();
        assertThat(rig.alarm().status().stored()).isTrue();
        assertThat(rig.alarm().id()).isEqualTo(rig.published.get(0).id());
        assertThat(rig.alarm().status().count()).isEqualTo(1);
    }

    @Test
    void closingWhileTheRecordsFailEnds() {
        rig.failRecords();
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
        await().until(() -> rig.desk.problem() != null);
        rig.desk.close();
        rig.mendRecords();
        rig.database.close();
        rig.start();
        rig.settle();
        assertThat(rig.trail("alarm:" + rig.alarm().id()))
                .as("from the journal")
                .containsExactly("alarm.raised system");
        assertThat(List.of(rig.count("alarm"), rig.count("outbox"))).containsExactly(1L, 1L);
    }
}
