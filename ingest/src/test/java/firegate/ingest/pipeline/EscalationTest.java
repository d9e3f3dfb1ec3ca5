package firegate.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.device.Kind;
import firegate.ingest.records.testing.RecordsKind;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody acknowledges: the alarm calls for more people, once for each level, whatever happens to the program and its clock. */
class EscalationTest {

    @TempDir
    Path directory;

    private DeskRig rig;

    @BeforeEach
    void start() {
        rig = new DeskRig(RecordsKind.SQLITE, directory).start();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private Alarm fire() {
        rig.send("sd-1", Kind.SMOKE, 0, "fire", 1);
        return rig.alarmOf("sd-1");
    }

    private int level(String id) {
        return rig.recorded(id).attention().escalation();
    }

    @Test
    void aCriticalAlarmCallsAfter60And180Seconds() {
        String id = fire().id();

        assertThat(rig.at(59).events(id)).containsExactly("raised");
        assertThat(rig.at(60).events(id)).containsExactly("raised", "escalated");
        assertThat(level(id)).isEqualTo(1);
        assertThat(rig.at(179).events(id)).hasSize(2);
        assertThat(rig.at(180).events(id)).containsExactly("raised", "escalated", "escalated");
        assertThat(rig.at(400).at(600).events(id)).hasSize(3);
        assertThat(level(id)).isEqualTo(2);
        assertThat(rig.trail("alarm:" + id))
                .containsExactly("alarm.raised system", "alarm.unattended system", "alarm.unattended system");
        assertThat(rig.published.get(rig.published.size() - 1).attention().escalation())
                .isEqualTo(2);
    }

    @Test
    void anAcknowledgedAlarmCallsNobody() {
        String id = fire().id();
        rig.at(59);
        rig.acknowledge(id, "wang", "").join();

        assertThat(rig.at(200).events(id)).containsExactly("raised", "acknowledged");
    }

    @Test
    void aMajorAlarmCallsAfterTenMinutesAndOnce() {
        String id = rig.smoke("sd-1").id();

        assertThat(rig.at(299).at(598).at(599).events(id)).containsExactly("raised");
        assertThat(rig.at(601).events(id)).containsExactly("raised", "escalated");
        assertThat(rig.at(900).at(1199).at(1400).events(id)).hasSize(2);
    }

    @Test
    void aRestartNeitherForgetsNorRepeats() {
        String id = fire().id();
        rig.at(70);
        rig.crash();
        rig.start();

        assertThat(rig.at(90).events(id)).containsExactly("raised", "escalated");
        rig.crash();
        rig.start();
        assertThat(rig.at(181).events(id)).containsExactly("raised", "escalated", "escalated");
    }

    @Test
    void aCrashBeforeACallIsCommittedNeitherLosesNorRepeatsIt() {
        String id = fire().id();
        rig.at(59);
        rig.crashAt("alarm.unattended", () -> rig.clock.set(DeskRig.ms(61)));

        assertThat(rig.at(62).at(63).events(id)).containsExactly("raised", "escalated");
        assertThat(rig.trail("alarm:" + id)).containsExactly("alarm.raised system", "alarm.unattended system");
    }

    @Test
    void afterALongOutageAFireCallsOnceAndMajorAlarmsWaitAnew() {
        String fire = fire().id();
        List<String> smoke =
                IntStream.range(10, 15).mapToObj(i -> rig.smoke("sd-" + i).id()).toList();
        rig.at(1);
        rig.crash();
        rig.clock.set(DeskRig.ms(10_000));
        rig.start();

        rig.at(10_002);
        assertThat(rig.events(fire)).containsExactly("raised", "escalated");
        assertThat(level(fire)).isEqualTo(2);
        assertThat(smoke).allSatisfy(id -> assertThat(rig.events(id)).containsExactly("raised"));
        rig.at(10_290).at(10_580).at(10_605);
        assertThat(smoke).allSatisfy(id -> assertThat(rig.events(id)).containsExactly("raised", "escalated"));
    }

    @Test
    void aClockThatJumpsAnHourAheadCallsForTheFireAndForNothingElse() {
        String fire = fire().id();
        String smoke = rig.smoke("sd-2").id();
        rig.at(10);

        rig.at(3_610);
        assertThat(rig.events(fire)).containsExactly("raised", "escalated");
        assertThat(rig.events(smoke)).containsExactly("raised");
        assertThat(rig.at(3_900).at(4_190).at(4_211).events(smoke)).containsExactly("raised", "escalated");
    }

    @Test
    void aClockThatJumpsAnHourBackDoesNotHoldBackTheCall() {
        rig.clock.set(DeskRig.ms(7_200));
        String fire = fire().id();
        String smoke = rig.smoke("sd-2").id();
        rig.at(7_230);

        rig.at(3_630);
        assertThat(rig.events(fire)).containsExactly("raised");
        assertThat(rig.at(3_689).events(fire)).containsExactly("raised");
        assertThat(rig.at(3_691).events(fire)).containsExactly("raised", "escalated");
        assertThat(rig.at(3_980).at(4_229).events(smoke)).containsExactly("raised");
        assertThat(rig.at(4_232).events(smoke)).containsExactly("raised", "escalated");
    }

    @Test
    void aDeclaredTestCallsNobody() {
        rig.send("sd-1", Kind.SMOKE, 0, "fire", 1, "test", 1);
        Alarm test = rig.alarmOf("sd-1");

        assertThat(test.status().test()).isTrue();
        assertThat(rig.at(200).events(test.id())).containsExactly("raised");
    }
}
