package firegate.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import firegate.ingest.records.AlarmRecords;
import firegate.ingest.records.AlarmRecords.Filter;
import firegate.ingest.records.testing.RecordsKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The process ends at any moment: the same alarms, one trail, and the ledger adds up. */
@ParameterizedClass
@EnumSource(RecordsKind.class)
class DeskCrashTest {

    @Parameter
    RecordsKind kind;

    private static final int ENTRIES = 24;

    @TempDir
    private static Path unbrokenDirectory;

    private static List<String> unbroken;

    @TempDir
    private Path directory;

    static IntStream cursors() {
        return IntStream.rangeClosed(1, ENTRIES);
    }

    @BeforeAll
    static void runWithoutCrash() {
        try (DeskRig rig = rig(RecordsKind.SQLITE, unbrokenDirectory)) {
            stream(rig).forEach(rig::send);
            rig.settle();
            unbroken = outcome(rig);
        }
    }

    /** Nothing that moves the cursor to this entry or beyond is written before the crash; fires may be ahead of it. */
    @ParameterizedTest
    @MethodSource("cursors")
    void aCrashBeforeAnEntryIsCommittedChangesNothing(int entry) {
        assertThat(withCrashes(List.of(entry))).isEqualTo(unbroken);
    }

    @Test
    void aCrashBeforeEveryEntryChangesNothing() {
        assertThat(withCrashes(cursors().boxed().toList())).isEqualTo(unbroken);
    }

    private static DeskRig rig(RecordsKind kind, Path directory) {
        DeskRig rig = new DeskRig(kind, directory);
        rig.clock.set(DeskRig.ms(4000));
        rig.journal.giveAtMost(1);
        return rig.start();
    }

    private List<String> withCrashes(List<Integer> limits) {
        DeskRig rig = rig(kind, directory);
        try (rig) {
            for (int limit : limits) {
                rig.refuse("crash", "UPDATE ON cursor", "NEW.position >= " + limit, "crash");
                rig.refuse("crash_too", "INSERT ON cursor", "NEW.position >= " + limit, "crash");
                if (limit == limits.get(0)) {
                    stream(rig).forEach(rig::send);
                }
                await().until(() -> {
                    rig.clock.advance(Duration.ofMillis(600));
                    return rig.desk.problem() != null || rig.cursor().offset() >= limit;
                });
                rig.crash();
                rig.start();
                rig.allow("crash", "cursor");
                rig.allow("crash_too", "cursor");
                rig.accounts();
            }
            rig.settle();
            return outcome(rig);
        }
    }

    private static List<Entry> stream(DeskRig rig) {
        List<Entry> entries = new ArrayList<>();
        entries.add(rig.telemetry("hy-1", Kind.HYDRANT, 0, 0, "pressure", 0.13));
        entries.add(rig.telemetry("sd-1", Kind.SMOKE, 1, 1, "smoke", 0.2));
        entries.add(rig.telemetry("sd-1", Kind.SMOKE, 10, 10, "smoke", 0.2, "temperature", 58));
        entries.add(rig.telemetry("ev-1", Kind.EV_CHARGING, 12, 12, "battery_temperature", 52));
        entries.add(DeskRig.rejected("sd-2", 20, false));
        entries.add(rig.telemetry("sd-1", Kind.SMOKE, 35, 35, "smoke", 0.2, "temperature", 58));
        entries.add(rig.telemetry("sd-1", Kind.SMOKE, 36, 36, "fire", 1));
        entries.add(rig.telemetry("sd-1", Kind.SMOKE, 36, 37, "fire", 1));
        entries.add(rig.telemetry("ev-1", Kind.EV_CHARGING, 50, 50, "battery_temperature", 62));
        entries.add(rig.telemetry("sd-1", Kind.SMOKE, 60, 60, "fire", 1, "temperature", 40));
        entries.add(rig.telemetry("hy-1", Kind.HYDRANT, 500, 500, "pressure", 0.13));
        entries.add(rig.telemetry("sd-3", Kind.UNKNOWN, 510, 510, "battery", 50));
        entries.add(rig.telemetry("sd-3", Kind.SMOKE, 511, 511, "fire", 1));
        entries.add(DeskRig.rejected("sd-4", 520, true));
        entries.add(rig.telemetry("sd-1", Kind.SMOKE, 600, 600, "fire", 0));
        entries.add(rig.telemetry("hy-1", Kind.HYDRANT, 1000, 1000, "pressure", 0.05));
        entries.add(rig.telemetry("hy-1", Kind.HYDRANT, 1030, 1030, "pressure", 0.05));
        entries.add(rig.telemetry("hy-1", Kind.HYDRANT, 1080, 1080, "pressure", 0.05));
        entries.add(rig.telemetry("sd-3", Kind.SMOKE, 400, 1100, "fire", 1));
        entries.add(rig.telemetry("hy-1", Kind.HYDRANT, 1200, 1200, "pressure", 0.3));
        entries.add(rig.telemetry("ev-1", Kind.EV_CHARGING, 1300, 1300, "battery_temperature", 30));
        entries.add(rig.telemetry("hy-1", Kind.HYDRANT, 1600, 1600, "pressure", 0.3));
        entries.add(rig.telemetry("hy-1", Kind.HYDRANT, 2000, 2000, "pressure", 0.3));
        entries.add(rig.telemetry("ev-1", Kind.EV_CHARGING, 2000, 2000, "battery_temperature", 30));
        assertThat(entries).hasSize(ENTRIES);
        return entries;
    }

    /** Everything about the alarms that does not depend on whether a fire was taken before what it supersedes. */
    private static List<String> outcome(DeskRig rig) {
        List<String> outcome = new ArrayList<>();
        Filter all = new Filter(null, null, null, null, null, null, null, null);
        List<Alarm> alarms = rig.database.reader().withHandle(handle -> AlarmRecords.list(handle, all, null, 1000));
        for (Alarm alarm : alarms) {
            List<String> trail = rig.trail("alarm:" + alarm.id());
            assertThat(trail).filteredOn(act -> act.startsWith("alarm.raised")).hasSize(1);
            String rule = alarm.origin().rule();
            int children =
                    rule.equals("smoke.fire") ? 0 : alarm.handling().children().size();
            if (!rule.equals("smoke.prealarm")) {
                outcome.add(alarm.origin().device() + " " + rule + " "
                        + alarm.status().state() + " " + alarm.status().severity() + " active="
                        + alarm.status().active() + " x" + alarm.status().count() + " late="
                        + alarm.status().late() + " children=" + children);
            }
        }
        outcome.sort(null);
        outcome.add("received " + rig.accounts().sum().received() + ", quarantined " + rig.count("quarantine")
                + ", devices " + rig.count("device") + ", fires ahead " + rig.count("fire_ahead"));
        return outcome;
    }
}
