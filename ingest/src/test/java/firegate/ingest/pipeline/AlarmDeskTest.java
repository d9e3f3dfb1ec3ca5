package firegate.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Alarm.Stamp;
import firegate.ingest.alarm.AlarmState;
import firegate.ingest.alarm.Decision;
import firegate.ingest.device.Device;
import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Position;
import firegate.ingest.journal.ReadingKey;
import firegate.ingest.records.testing.RecordsKind;
import firegate.ingest.rule.Rule;
import firegate.ingest.rule.RuleBook;
import firegate.ingest.rulebook.RuleBookReader;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import firegate.ingest.telemetry.Reading.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(RecordsKind.class)
class AlarmDeskTest {

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
    void manyFiresOfADeviceAreOneAlarmWithTheirCount() {
        for (int i = 1; i <= 50; i++) {
            rig.send("sd-1", Kind.SMOKE, i, "fire", 1);
        }
        rig.settle();
        Alarm alarm = rig.alarm();
        assertThat(alarm.status().count()).isEqualTo(50);
        assertThat(rig.trail("alarm:" + alarm.id())).containsExactly("alarm.raised system");
        assertThat(rig.recorded(alarm.id())).isEqualTo(alarm);
        assertThat(rig.count("alarm")).isEqualTo(1);
        assertThat(rig.count("outbox")).isEqualTo(1);
        assertThat(rig.count("fire_ahead")).isZero();
        assertThat(rig.accounts().sum()).isEqualTo(new LedgerBook.Account(null, 50, 0, 0, 0, 50));
    }

    @Test
    void aFireIsAcknowledgedReturnsAndIsResetWithOneTrail() {
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
        String id = rig.alarm().id();
        assertThat(rig.done(rig.reset(id, "wang", ""))).isInstanceOf(Decision.Refused.class);
        assertThat(rig.done(rig.acknowledge(id, "wang", "going there"))).isInstanceOf(Decision.Done.class);
        assertThat(rig.done(rig.acknowledge(id, "lin", "me too")))
                .isEqualTo(new Decision.Refused("already acknowledged by wang"));
        rig.send("sd-1", Kind.SMOKE, 20, "fire", 0);
        rig.settle();
        assertThat(rig.done(rig.reset(id, "wang", "burnt toast"))).isInstanceOf(Decision.Done.class);

        assertThat(rig.desk.open()).isEmpty();
        assertThat(rig.recorded(id).status().state()).isEqualTo(AlarmState.CLOSED);
        assertThat(rig.recorded(id).handling().notes())
                .extracting(Alarm.Note::text)
                .containsExactly("going there", "burnt toast");
        assertThat(rig.trail("alarm:" + id))
                .containsExactly(
                        "alarm.raised system", "alarm.acknowledged wang", "alarm.returned system", "alarm.reset wang");
        assertThat(rig.acknowledge(id, "lin", "").join()).hasValue(new Decision.Refused("the alarm is closed"));
        assertThat(rig.acknowledge("nobody", "lin", "").join()).isEmpty();

        rig.send("sd-1", Kind.SMOKE, 60, "fire", 1);
        assertThat(rig.alarm().id()).isNotEqualTo(id);
    }

    @Test
    void theAlarmThatTakesOverNamesTheOneItStandsFor() {
        rig.send("hy-1", Kind.HYDRANT, 0, "pressure", 0.13);
        rig.send("hy-1", Kind.HYDRANT, 950, "pressure", 0.13);
        rig.settle();
        Alarm low = rig.alarm();
        rig.send("hy-1", Kind.HYDRANT, 1000, "pressure", 0.05);
        rig.send("hy-1", Kind.HYDRANT, 1070, "pressure", 0.05);
        rig.settle();
        Alarm veryLow = rig.alarm();
        assertThat(veryLow.origin().rule()).isEqualTo("hydrant.verylow");
        assertThat(veryLow.handling().children()).containsExactly(low.id());
        assertThat(rig.recorded(veryLow.id()).handling().children()).containsExactly(low.id());
        assertThat(rig.recorded(low.id()).handling().parent()).isEqualTo(veryLow.id());
        assertThat(rig.recorded(low.id()).status().state()).isEqualTo(AlarmState.CLOSED);

        rig.send("hy-1", Kind.HYDRANT, 1100, "pressure", 0.13);
        rig.send("hy-1", Kind.HYDRANT, 1500, "pressure", 0.13);
        rig.settle();
        assertThat(rig.desk.open())
                .extracting(
                        alarm -> alarm.origin().rule(), alarm -> alarm.status().state())
                .containsExactlyInAnyOrder(
                        tuple("hydrant.verylow", AlarmState.RETURNED_UNACKED),
                        tuple("hydrant.low", AlarmState.ACTIVE_UNACKED));

        rig.send("hy-1", Kind.HYDRANT, 1600, "pressure", 0.05);
        rig.send("hy-1", Kind.HYDRANT, 1700, "pressure", 0.05);
        rig.settle();
        assertThat(rig.alarm().id()).isEqualTo(veryLow.id());
        assertThat(rig.alarm().handling().children()).hasSize(2).startsWith(low.id());
    }

    /** The journal gives nothing behind the cursor, as if the desk were hours behind. */
    @Test
    void aFireIsRaisedAheadOfAnyBacklogAndChangesNothingInItsOrder() {
        rig.journal.holdBackBehind(0);
        List<Entry> backlog = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            backlog.add(rig.telemetry("hy-" + i % 100, Kind.HYDRANT, i / 100.0, i / 100.0, "pressure", 0.3));
        }
        rig.journal.add(backlog);
        rig.send("sd-1", Kind.SMOKE, 1000, "fire", 1);
        Alarm ahead = rig.alarm();
        assertThat(rig.published).containsExactly(ahead);
        assertThat(ahead.status().stored()).isTrue();
        assertThat(rig.cursor()).isEqualTo(Position.START);
        assertThat(rig.count("fire_ahead")).isEqualTo(1);

        rig.journal.holdBackBehind(Long.MAX_VALUE);
        rig.settle();
        assertThat(rig.alarm()).isEqualTo(ahead);
        assertThat(rig.published).containsExactly(ahead);
        assertThat(rig.trail("alarm:" + ahead.id())).containsExactly("alarm.raised system");
        assertThat(rig.count("fire_ahead")).isZero();
        assertThat(rig.accounts().sum().received()).isEqualTo(20_001);
    }

    @Test
    void afterARestartAFireDeepInTheBacklogIsRaisedBeforeTheBacklogIsEvaluated() {
        rig.crash();
        List<Entry> backlog = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            double pressure = i % 1000 < 5 ? 0.05 : 0.3;
            backlog.add(rig.telemetry("hy-" + i % 1000, Kind.HYDRANT, i / 100.0, i / 100.0, "pressure", pressure));
        }
        backlog.add(rig.telemetry("sd-1", Kind.SMOKE, 2000, 2000, "fire", 1));
        backlog.add(DeskRig.rejected("sd-2", 2000, true));
        rig.journal.add(backlog);
        rig.clock.set(DeskRig.ms(2001));
        rig.start();
        await().until(() -> rig.published.size() >= 2);
        assertThat(rig.published.subList(0, 2))
                .extracting(alarm -> alarm.origin().device())
                .containsExactly("sd-1", "sd-2");
        rig.settle();
        assertThat(rig.count("alarm")).isEqualTo(7);
        assertThat(rig.trail("alarm:" + rig.published.get(0).id())).containsExactly("alarm.raised system");
    }

    @Test
    void moreFiresThanTheLaneHoldsAreLookedUpInTheJournal() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        rig.desk.onEntries(entries -> {
            busy.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        rig.send("hy-1", Kind.HYDRANT, 0, "pressure", 0.3);
        busy.await();
        List<Entry> fires = new ArrayList<>();
        for (int i = 0; i < 11_000; i++) {
            fires.add(rig.telemetry("sd-" + i, Kind.SMOKE, 1, 1, "fire", 1));
        }
        Position first = rig.journal.append(fires).join();
        for (int i = 0; i < fires.size(); i++) {
            rig.desk.durable(first.plus(i), fires.get(i));
        }
        assertThat(rig.desk.waiting()).isEqualTo(10_000);
        go.countDown();
        rig.settle();
        assertThat(rig.desk.open()).hasSize(11_000);
        assertThat(rig.count("alarm")).isEqualTo(11_000);
        // One of them says that the flood began.
        assertThat(rig.count("audit")).isEqualTo(11_001);
    }

    @Test
    void aRejectedMessageIsQuarantinedAndItsFireRaises() {
        rig.send(DeskRig.rejected("sd-1", 1, true));
        rig.send(DeskRig.rejected("sd-9", 2, false));
        rig.settle();
        assertThat(rig.alarm().origin().kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(rig.count("quarantine")).isEqualTo(2);
        assertThat(rig.accounts().sum()).isEqualTo(new LedgerBook.Account(null, 2, 0, 0, 2, 0));
        assertThat(rig.count("device_state"))
                .as("a stranger's garbage leaves no state")
                .isEqualTo(1);
    }

    @Test
    void samplesOfOneMessageAreEvaluatedInTheOrderOfTheirTimes() {
        List<Reading> newestFirst = IntStream.iterate(60, second -> second - 10)
                .limit(7)
                .mapToObj(second -> new Reading(
                        DeskRig.ms(second), TimeSource.DEVICE, DeskRig.ms(second), MetricValues.of("temperature", 60)))
                .toList();
        List<ReadingKey> keys =
                newestFirst.stream().map(reading -> ReadingKey.NONE).toList();
        rig.send(new Entry.Telemetry("sd-1", Kind.SMOKE, null, null, DeskRig.ms(61), newestFirst, keys, 0, Map.of()));
        rig.settle();
        assertThat(rig.alarm().clock().at(Stamp.DEVICE)).isEqualTo(DeskRig.ms(30));
        assertThat(rig.alarm().status().count()).isEqualTo(5);
    }

    @Test
    void anOldFireIsLabelledLate() {
        rig.send(rig.telemetry("sd-1", Kind.SMOKE, 0, 1200, "fire", 1));
        rig.send(rig.telemetry("sd-2", Kind.SMOKE, 0, 300, "fire", 1));
        await().until(() -> rig.desk.open().size() == 2);
        assertThat(rig.desk.open())
                .allMatch(alarm ->
                        alarm.status().late() == alarm.origin().device().equals("sd-1"));
    }

    @Test
    void whatPeopleDoWhileReadingsPourInIsNeitherLostNorDoubled() {
        int devices = 40;
        for (int i = 0; i < devices; i++) {
            rig.send("sd-" + i, Kind.SMOKE, 0, "fire", 1);
        }
        await().until(() -> rig.desk.open().size() == devices);
        List<CompletableFuture<?>> answers = new ArrayList<>();
        List<Alarm> open = rig.desk.open();
        for (int round = 1; round <= 20; round++) {
            for (int i = 0; i < devices; i++) {
                rig.send("sd-" + i, Kind.SMOKE, round, "fire", 1);
                if (round == 10) {
                    String id = open.get(i).id();
                    answers.add(rig.acknowledge(id, "wang", ""));
                    answers.add(rig.acknowledge(id, "lin", ""));
                }
            }
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        rig.settle();
        assertThat(rig.desk.open()).hasSize(devices).allSatisfy(alarm -> {
            assertThat(alarm.status().count()).isEqualTo(21);
            assertThat(alarm.status().state()).isEqualTo(AlarmState.ACTIVE_ACKED);
            assertThat(rig.trail("alarm:" + alarm.id()))
                    .containsExactly("alarm.raised system", "alarm.acknowledged wang");
            assertThat(rig.recorded(alarm.id())).isEqualTo(alarm);
        });
    }

    @Test
    void aScreenThatPaintedAnAlarmIsStampedOnce() {
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
        String id = rig.alarm().id();
        rig.clock.advance(Duration.ofSeconds(1));
        rig.desk.painted(List.of(id, "unknown"), "wang");
        rig.note(id, "wang", "so that all before it is done").join();
        Long painted = rig.recorded(id).clock().at(Stamp.PAINTED);
        assertThat(painted).isEqualTo(rig.clock.millis());
        rig.clock.advance(Duration.ofSeconds(1));
        rig.desk.painted(List.of(id), "lin");
        rig.note(id, "wang", "again").join();
        assertThat(rig.recorded(id).clock().at(Stamp.PAINTED)).isEqualTo(painted);
        assertThat(rig.recorded(id).clock().at(Stamp.SENT)).isNotNull();
        assertThat(rig.trail("alarm:" + id))
                .containsExactly("alarm.raised system", "alarm.noted wang", "alarm.noted wang");
    }

    @Test
    void aDeviceThatIsClaimedAsAnotherKindLeavesNoAlarmBehindForEver() {
        rig.send("x", Kind.UNKNOWN, 1, "fire", 1);
        rig.settle();
        String first = rig.alarm().id();
        rig.registry.claim(List.of("x"), Kind.EV_CHARGING, null, "admin");
        await().until(() -> rig.desk.open().size() == 2);
        rig.send("x", Kind.UNKNOWN, 2, "battery", 90);
        rig.send("x", Kind.EV_CHARGING, 3, "fire", 1);
        rig.settle();
        assertThat(rig.desk.open())
                .extracting(
                        alarm -> alarm.origin().rule() + " " + alarm.status().active())
                .containsExactlyInAnyOrder("smoke.fire false", "charging.fire true");
        rig.done(rig.acknowledge(first, "wang", ""));
        assertThat(rig.done(rig.reset(first, "wang", ""))).isInstanceOf(Decision.Done.class);
        assertThat(rig.alarm().status().count()).isEqualTo(2);
    }

    @Test
    void theAlarmsOfADeletedDeviceReturnAndTheDeviceMayComeBack() {
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
        rig.settle();
        rig.registry.delete("sd-1", "admin");
        await().until(() -> !rig.alarm().status().active());
        rig.send("sd-1", Kind.SMOKE, 2, "battery", 50);
        rig.settle();
        rig.crash();
        rig.start();
        assertThat(rig.registry.device("sd-1")).as("recorded again").isPresent();
        assertThat(rig.alarm().status().active()).isFalse();
    }

    @Test
    void theAlarmOfARuleThatTheBookLostOverARestartReturns() {
        rig.send("sd-1", Kind.SMOKE, 0, "temperature", 60);
        rig.send("sd-1", Kind.SMOKE, 40, "temperature", 60);
        rig.settle();
        assertThat(rig.alarm().status().active()).isTrue();
        rig.close();
        RuleBook all = RuleBookReader.builtIn();
        rig.rules(new RuleBook(all.rules().stream()
                .filter(rule -> !rule.id().equals("smoke.heat"))
                .toList()));
        rig.start();
        assertThat(rig.alarm().status().state()).isEqualTo(AlarmState.RETURNED_UNACKED);
        rig.done(rig.acknowledge(rig.alarm().id(), "wang", ""));
        assertThat(rig.desk.open()).isEmpty();
        rig.close();
        List<Rule> rules = all.rules();
        rig.rules(new RuleBook(rules));
        rig.start();
        rig.send("sd-1", Kind.SMOKE, 100, "temperature", 60);
        rig.send("sd-1", Kind.SMOKE, 140, "temperature", 60);
        rig.settle();
        assertThat(rig.alarm().status().active()).isTrue();
    }

    @Test
    void silenceRaisesReturnsWithTheNextMessageAndIsNoStormAfterARestart() {
        for (int i = 0; i < 100; i++) {
            rig.registry.put(withInterval("sd-" + i, Duration.ofMinutes(10)), "admin");
            rig.send("sd-" + i, Kind.SMOKE, 0, "battery", 90);
        }
        rig.send("stranger", Kind.SMOKE, 0, "battery", 90);
        rig.settle();
        rig.crash();
        rig.clock.set(DeskRig.ms(7200));
        rig.start();
        rig.clock.set(DeskRig.ms(7200 + 1300));
        rig.send("sd-0", Kind.SMOKE, 7200 + 1300, "battery", 90);
        rig.settle();
        assertThat(rig.desk.open()).isEmpty();

        rig.clock.set(DeskRig.ms(7200 + 1330));
        await().until(() -> rig.desk.open().size() == 99);
        assertThat(rig.desk.open())
                .allMatch(alarm -> alarm.origin().rule().equals("device.offline"))
                .noneMatch(alarm -> alarm.origin().device().equals("stranger"));
        rig.send("sd-1", Kind.SMOKE, 7200 + 1340, "battery", 90);
        rig.settle();
        assertThat(rig.desk.open())
                .filteredOn(alarm -> alarm.origin().device().equals("sd-1"))
                .allMatch(alarm -> alarm.status().state() == AlarmState.RETURNED_UNACKED);
    }

    @Test
    void aClosedSilenceStaysClosed() {
        rig.registry.put(withInterval("sd-1", Duration.ofMinutes(10)), "admin");
        rig.send("sd-1", Kind.SMOKE, 0, "battery", 90);
        rig.settle();
        rig.clock.set(DeskRig.ms(2000));
        String id = rig.alarm().id();
        rig.done(rig.acknowledge(id, "wang", ""));
        rig.done(rig.close(id, "wang", "taken down for repair"));
        rig.clock.set(DeskRig.ms(90_000));
        rig.settle();
        rig.close();
        rig.start();
        rig.clock.set(DeskRig.ms(900_000));
        rig.settle();
        assertThat(rig.desk.open()).isEmpty();
        assertThat(rig.count("alarm")).isEqualTo(1);
    }

    @Test
    void aClockSetBackAnHourDelaysNeitherAlarmNorCommit() {
        rig.clock.set(DeskRig.ms(3600));
        rig.send("sd-1", Kind.SMOKE, 3600, "temperature", 20);
        rig.settle();
        rig.clock.set(DeskRig.ms(0));
        Position position = rig.send("sd-1", Kind.SMOKE, 1, "temperature", 60);
        await().until(() -> rig.cursor().equals(position));
        rig.clock.set(DeskRig.ms(32));
        assertThat(rig.alarm().origin().rule()).isEqualTo("smoke.heat");
    }

    @Test
    void entriesThatTheJournalLostAreNamedInTheTrail() {
        rig.crash();
        for (int i = 1; i <= 10; i++) {
            rig.journal.add(List.of(rig.telemetry("sd-1", Kind.SMOKE, i, i, "fire", i == 9 ? 1 : 0)));
        }
        rig.journal.lose(7);
        rig.start();
        rig.settle();
        assertThat(rig.trail("journal")).containsExactly("journal.gap system");
        assertThat(rig.alarm().clock().at(Stamp.DEVICE)).isEqualTo(DeskRig.ms(9));
        assertThat(rig.accounts().sum().received()).isEqualTo(3);
        assertThat(rig.desk.problem()).isNull();
    }

    @Test
    void aJournalThatCannotBeReadIsToldAndReadAgainWhenItCan() {
        rig.journal.fail("bad block");
        await().until(() -> rig.desk.problem() != null);
        assertThat(rig.desk.problem()).contains("bad block");
        Position position = rig.journal
                .append(List.of(rig.telemetry("sd-1", Kind.SMOKE, 1, 1, "fire", 1)))
                .join();
        rig.desk.durable(position, rig.journal.entry(1));
        assertThat(rig.alarm().status().stored()).isTrue();
        rig.journal.fail(null);
        rig.settle();
        assertThat(rig.desk.problem()).isNull();
    }

    @Test
    void aListenerThatFailsStopsNobody() {
        rig.desk.onAlarms(alarms -> {
            throw new IllegalStateException("screen broke");
        });
        rig.desk.onEntries(entries -> {
            throw new IllegalStateException("screen broke");
        });
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
        rig.settle();
        rig.send("sd-2", Kind.SMOKE, 2, "fire", 1);
        rig.settle();
        assertThat(rig.desk.open()).hasSize(2);
        assertThat(rig.desk.faults()).isPositive();
    }

    @Test
    void anEntryThatCannotBeEvaluatedIsCountedAndHarmsNoOther() {
        Reading broken = new Reading(DeskRig.ms(1), TimeSource.DEVICE, DeskRig.ms(1), null);
        rig.journal.add(List.of(new Entry.Rejected(
                "sd-0", Kind.SMOKE, null, DeskRig.ms(1), "c", "t", "p", "r", "", true, new byte[0])));
        rig.journal.add(List.of(new Entry.Telemetry(
                "sd-1", Kind.SMOKE, null, null, DeskRig.ms(1), List.of(broken), List.of(), 0, Map.of())));
        rig.send("sd-2", Kind.SMOKE, 2, "fire", 1);
        rig.settle();
        assertThat(rig.desk.open()).extracting(alarm -> alarm.origin().device()).contains("sd-2", "sd-0");
        assertThat(rig.desk.faults()).isPositive();
        assertThat(rig.accounts().sum().received()).isEqualTo(3);
    }

    private static Device withInterval(String id, Duration interval) {
        return new Device(
                id,
                Kind.SMOKE,
                null,
                null,
                null,
                null,
                null,
                null,
                "native",
                interval,
                null,
                true,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of());
    }
}
