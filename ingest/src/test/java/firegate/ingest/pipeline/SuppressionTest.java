package firegate.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.AlarmCommands;
import firegate.ingest.alarm.AlarmState;
import firegate.ingest.alarm.Attention.Shelf;
import firegate.ingest.alarm.Decision;
import firegate.ingest.alarm.Suppression;
import firegate.ingest.device.Device;
import firegate.ingest.device.Kind;
import firegate.ingest.device.Site;
import firegate.ingest.records.testing.RecordsKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shelves, maintenance, test modes and floods: what makes an alarm silent, and that nothing silences a fire. */
class SuppressionTest {

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

    private Suppression reason(String id) {
        return rig.recorded(id).attention().suppressed();
    }

    private String refused(Decision decision) {
        return ((Decision.Refused) decision).reason();
    }

    @Test
    void aShelvedAlarmIsSilentUntilItsTimeIsOver() {
        String id = rig.smoke("sd-1").id();
        assertThat(rig.done(rig.shelve(id, "wang", 300))).isInstanceOf(Decision.Done.class);

        assertThat(reason(id)).isEqualTo(Suppression.SHELVED);
        assertThat(rig.recorded(id).attention().shelf())
                .isEqualTo(new Shelf(DeskRig.ms(0), DeskRig.ms(300), "painting the corridor", "wang"));
        assertThat(rig.recorded(id).status().state()).isEqualTo(AlarmState.ACTIVE_UNACKED);
        assertThat(refused(rig.done(rig.shelve(id, "lin", 600)))).contains("shelved already, by wang");
        assertThat(reason(rig.at(150).at(299).recorded(id).id())).isEqualTo(Suppression.SHELVED);

        assertThat(rig.at(301).recorded(id).attention().shelf()).isNull();
        assertThat(reason(id)).isNull();
        assertThat(rig.trail("alarm:" + id))
                .containsExactly("alarm.raised system", "alarm.shelved wang", "alarm.shelf_ended system");
        assertThat(refused(rig.done(rig.desk.carryOut(id, (alarm, now) -> AlarmCommands.unshelve(alarm, "lin")))))
                .isEqualTo("the alarm is not shelved");
    }

    @Test
    void aShelfOutlastsItsAlarmAndARestart() {
        String first = rig.smoke("sd-1").id();
        rig.shelve(first, "wang", 2_000).join();
        rig.acknowledge(first, "wang", "").join();
        rig.send("sd-1", Kind.SMOKE, 1, "smoke", 0.01);
        rig.at(130).settle();
        assertThat(rig.recorded(first).status().state()).isEqualTo(AlarmState.CLOSED);
        rig.crash();
        rig.start();

        rig.clock.set(DeskRig.ms(200));
        Alarm again = rig.smoke("sd-1");
        assertThat(again.id()).isNotEqualTo(first);
        assertThat(again.attention().suppressed()).isEqualTo(Suppression.SHELVED);
        assertThat(rig.events(again.id())).isEmpty();
        rig.at(490).at(780).at(1_070).at(1_360).at(1_650).at(1_940).at(2_001);
        assertThat(reason(again.id())).isNull();
        assertThat(rig.events(again.id())).containsExactly("raised");
        assertThat(rig.count("shelf")).isZero();
    }

    @Test
    void aShelfWithoutAnAlarmEndsAndTheTrailSaysSo() {
        String id = rig.smoke("sd-1").id();
        rig.shelve(id, "wang", 400).join();
        rig.acknowledge(id, "wang", "").join();
        rig.send("sd-1", Kind.SMOKE, 1, "smoke", 0.01);
        rig.at(130).settle();
        assertThat(rig.count("shelf")).isEqualTo(1);

        rig.at(390).at(401);
        assertThat(rig.count("shelf")).isZero();
        assertThat(rig.trail("device:sd-1")).contains("shelf.ended system");
    }

    @Test
    void aCriticalAlarmIsNeverShelvedAndOneThatBecomesCriticalLeavesTheShelf() {
        rig.send("sd-1", Kind.SMOKE, 0, "fire", 1);
        assertThat(refused(rig.done(rig.shelve(rig.alarmOf("sd-1").id(), "wang", 300))))
                .isEqualTo("a critical alarm is never shelved");

        rig.send(rig.telemetry("ev-1", Kind.EV_CHARGING, -40, 0, "battery_temperature", 55));
        rig.send("ev-1", Kind.EV_CHARGING, 0, "battery_temperature", 55);
        String hot = rig.alarmOf("ev-1").id();
        rig.shelve(hot, "wang", 3_000).join();
        rig.clock.set(DeskRig.ms(40));
        rig.send("ev-1", Kind.EV_CHARGING, 1, "battery_temperature", 65);
        rig.send("ev-1", Kind.EV_CHARGING, 40, "battery_temperature", 65);
        rig.settle();
        assertThat(rig.recorded(hot).critical()).isTrue();
        assertThat(rig.recorded(hot).attention().shelf()).isNull();
        assertThat(reason(hot)).isNull();
        assertThat(rig.events(hot)).containsExactly("raised", "escalated");
        assertThat(rig.count("shelf")).isZero();
    }

    @Test
    void aClockSetBackDoesNotShelveForLongerThanWasAsked() {
        rig.clock.set(DeskRig.ms(7_200));
        String id = rig.smoke("sd-1").id();
        rig.shelve(id, "wang", 7_500).join();
        rig.at(7_210);

        rig.at(3_610).at(3_611);
        assertThat(rig.recorded(id).attention().shelf().untilMs()).isEqualTo(DeskRig.ms(3_910));
        assertThat(reason(rig.at(3_905).recorded(id).id())).isEqualTo(Suppression.SHELVED);
        assertThat(reason(rig.at(3_911).recorded(id).id())).isNull();
    }

    @Test
    void aClockSetAnHourAheadEndsShelvesAsTheClockSays() {
        String id = rig.smoke("sd-1").id();
        rig.shelve(id, "wang", 600).join();

        assertThat(reason(rig.at(3_600).recorded(id).id())).isNull();
        assertThat(rig.trail("alarm:" + id)).endsWith("alarm.shelf_ended system");
    }

    @Test
    void aDeviceUnderMaintenanceIsSilentButItsFireIsNot() {
        rig.registry.put(device("sd-1", null, DeskRig.ms(600)), "admin");
        String smoke = rig.smoke("sd-1").id();

        assertThat(reason(smoke)).isEqualTo(Suppression.MAINTENANCE);
        assertThat(rig.events(smoke)).isEmpty();
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
        rig.settle();
        Alarm fire =
                rig.desk.open().stream().filter(Alarm::critical).findFirst().orElseThrow();
        assertThat(fire.attention().suppressed()).isNull();
        assertThat(rig.events(fire.id())).containsExactly("raised");
    }

    @Test
    void whatCameInSilenceAndIsStillThereIsToldWhenMaintenanceEnds() {
        rig.registry.put(device("sd-1", null, DeskRig.ms(250)), "admin");
        String smoke = rig.smoke("sd-1").id();
        assertThat(rig.at(249).events(smoke)).isEmpty();

        assertThat(rig.at(251).events(smoke)).containsExactly("raised");
        assertThat(rig.trail("alarm:" + smoke)).containsExactly("alarm.raised system", "alarm.unsuppressed system");
        rig.registry.put(device("sd-1", null, DeskRig.ms(900)), "admin");
        rig.at(253);
        assertThat(reason(smoke)).isEqualTo(Suppression.MAINTENANCE);
    }

    @Test
    void aFireAtASiteInTestModeIsATestUntilThatEndsWhileItStillBurns() {
        rig.registry.put(site("s-1", DeskRig.ms(200)), "admin");
        rig.registry.put(device("sd-1", "s-1", null), "admin");
        rig.send(at("s-1", 0, 0));
        Alarm test = rig.alarmOf("sd-1");
        assertThat(test.status().test()).isTrue();
        assertThat(test.attention().siteTest()).isTrue();
        rig.acknowledge(test.id(), "wang", "test of the panel").join();
        assertThat(rig.at(199).recorded(test.id()).status().test()).isTrue();

        Alarm real = rig.at(201).recorded(test.id());
        assertThat(real.status().test()).isFalse();
        assertThat(real.status().state()).isEqualTo(AlarmState.ACTIVE_UNACKED);
        assertThat(rig.events(test.id())).containsExactly("raised", "acknowledged", "escalated");
    }

    @Test
    void aPastFireAndAFireElsewhereAreNoTests() {
        rig.registry.put(site("s-1", DeskRig.ms(200)), "admin");
        rig.registry.put(device("sd-1", "s-1", null), "admin");
        rig.send(at("s-1", -1_000, 0));
        assertThat(rig.alarmOf("sd-1").status().late()).isTrue();
        assertThat(rig.alarmOf("sd-1").status().test()).isFalse();

        rig.send("sd-2", Kind.SMOKE, 0, "fire", 1);
        assertThat(rig.alarmOf("sd-2").status().test()).isFalse();
    }

    @Test
    void aFloodFoldsWhatIsBelowCriticalUntilItIsOver() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            ids.add(rig.smoke("sd-" + i).id());
        }
        rig.send("sd-fire", Kind.SMOKE, 0, "fire", 1);
        Alarm fire = rig.alarmOf("sd-fire");
        rig.turn();

        assertThat(rig.desk.flooded()).isTrue();
        assertThat(ids.subList(0, 10)).allSatisfy(id -> assertThat(reason(id)).isNull());
        assertThat(ids.subList(10, 14)).allSatisfy(id -> {
            assertThat(reason(id)).isEqualTo(Suppression.STORM);
            assertThat(rig.events(id)).isEmpty();
        });
        assertThat(fire.attention().suppressed()).isNull();
        assertThat(rig.events(fire.id())).containsExactly("raised");
        assertThat(rig.trail("alarms")).containsExactly("alarms.flood system");

        rig.at(290).at(580).at(590);
        assertThat(rig.desk.flooded()).isTrue();
        rig.at(601);
        assertThat(rig.desk.flooded()).isFalse();
        assertThat(ids.subList(10, 14)).allSatisfy(id -> {
            assertThat(reason(id)).isNull();
            assertThat(rig.events(id)).contains("raised");
        });
        assertThat(rig.trail("alarms")).containsExactly("alarms.flood system", "alarms.flood_ended system");
    }

    @Test
    void aCrashBeforeTheEndOfAShelfIsCommittedEndsItOnce() {
        String id = rig.smoke("sd-1").id();
        rig.shelve(id, "wang", 200).join();
        rig.at(199);
        rig.crashAt("alarm.shelf_ended", () -> rig.clock.set(DeskRig.ms(201)));
        rig.at(203).at(204);

        assertThat(rig.trail("alarm:" + id))
                .containsExactly("alarm.raised system", "alarm.shelved wang", "alarm.shelf_ended system");
        assertThat(rig.count("shelf")).isZero();
    }

    @Test
    void aCrashBeforeATestBecomesEarnestIsCommittedRaisesItOnce() {
        rig.registry.put(site("s-1", DeskRig.ms(200)), "admin");
        rig.registry.put(device("sd-1", "s-1", null), "admin");
        rig.send(at("s-1", 0, 0));
        String id = rig.alarmOf("sd-1").id();
        rig.at(199);
        rig.crashAt("alarm.escalated", () -> rig.clock.set(DeskRig.ms(201)));
        rig.at(203).at(204);

        assertThat(rig.recorded(id).status().test()).isFalse();
        assertThat(rig.trail("alarm:" + id)).containsExactly("alarm.raised system", "alarm.escalated system");
        assertThat(rig.events(id)).containsExactly("raised", "escalated");
    }

    @Test
    void aFloodGoesOnAfterARestart() {
        for (int i = 0; i < 12; i++) {
            rig.smoke("sd-" + i);
        }
        rig.turn();
        rig.crash();
        rig.start();

        assertThat(rig.turn().desk.flooded()).isTrue();
        assertThat(rig.smoke("sd-20").attention().suppressed()).isEqualTo(Suppression.STORM);
    }

    private firegate.ingest.journal.Entry at(String site, double second, double received) {
        var entry = rig.telemetry("sd-1", Kind.SMOKE, second, received, "fire", 1);
        return new firegate.ingest.journal.Entry.Telemetry(
                entry.device(),
                entry.kind(),
                site,
                null,
                entry.receivedMs(),
                entry.readings(),
                entry.keys(),
                0,
                Map.of());
    }

    private static Device device(String id, String site, Long maintenanceUntilMs) {
        return new Device(
                id,
                Kind.SMOKE,
                site,
                null,
                null,
                null,
                null,
                null,
                "native",
                null,
                null,
                true,
                false,
                null,
                maintenanceUntilMs,
                null,
                null,
                null,
                null,
                Map.of());
    }

    private static Site site(String id, Long testModeUntilMs) {
        return new Site(
                id, "Mill", null, null, null, null, null, null, false, testModeUntilMs, List.of(), Map.of(), null);
    }
}
