package firegate.ingest.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.AlarmState;
import firegate.ingest.alarm.Evidence;
import firegate.ingest.device.Kind;
import firegate.ingest.history.embedded.QuestDbHistory;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.ReadingKey;
import firegate.ingest.records.AlarmRecords;
import firegate.ingest.records.Database;
import firegate.ingest.rule.Severity;
import firegate.ingest.rule.Text;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceKeeperTest {

    private static final long AT = 1_760_000_000_000L;
    private static final long MINUTE = 60_000;

    @TempDir
    Path directory;

    @Test
    void theReadingsAroundAnAlarmAreKeptOnceThoseAfterItHaveComeAndOutlastTheHistory() throws Exception {
        try (Database database =
                        Database.open("jdbc:sqlite:" + directory.resolve("r.db"), Optional.empty(), Optional.empty());
                QuestDbHistory history = new QuestDbHistory(directory.resolve("history"), Duration.ofDays(400))) {
            EvidenceKeeper keeper = new EvidenceKeeper(database, history);
            database.writer().run(handle -> AlarmRecords.put(handle, List.of(alarm("a", "d"), alarm("b", null))));
            history.write(List.of(entry(AT - 11 * MINUTE, 1), entry(AT - MINUTE, 2), entry(AT + MINUTE, 3)));
            assertThat(history.awaitVisible(Duration.ofSeconds(30))).isTrue();

            assertThat(keeper.keep(AT + 14 * MINUTE)).isZero();
            assertThat(keeper.keep(AT + 16 * MINUTE)).isEqualTo(2);
            assertThat(keeper.keep(AT + 17 * MINUTE)).isZero();
            history.write(List.of(entry(AT + 2 * MINUTE, 4)));
            // What happens to the alarm later does not touch it.
            database.writer().run(handle -> AlarmRecords.put(handle, List.of(alarm("a", "d"))));

            Evidence kept = database.reader()
                    .withHandle(handle -> AlarmRecords.evidence(handle, "a"))
                    .orElseThrow();
            assertThat(kept.series())
                    .containsExactly(new Evidence.Series(
                            "smoke", List.of(new Evidence.Point(AT - MINUTE, 2), new Evidence.Point(AT + MINUTE, 3))));
            assertThat(kept.fromMs()).isEqualTo(AT - 10 * MINUTE);
            Evidence none = database.reader()
                    .withHandle(handle -> AlarmRecords.evidence(handle, "b"))
                    .orElseThrow();
            assertThat(none).isEqualTo(Evidence.NONE);
        }
    }

    private static Alarm alarm(String id, String device) {
        String subject = device == null ? "site:s" : "device:" + device;
        return new Alarm(
                new Alarm.Origin(id, subject, device, "s", Kind.SMOKE, "smoke.fire", 1, true, new Text("火", "fire")),
                new Alarm.Status(
                        AlarmState.ACTIVE_UNACKED,
                        Severity.CRITICAL,
                        true,
                        false,
                        false,
                        true,
                        1,
                        null,
                        new Text("火", "fire")),
                new Alarm.Handling(null, List.of(), null, List.of(), null, null),
                null,
                new Alarm.Clock(Map.of(Alarm.Stamp.RAISED, AT, Alarm.Stamp.DEVICE, AT)),
                1);
    }

    private static Entry.Telemetry entry(long timeMs, double smoke) {
        Reading reading = new Reading(timeMs, Reading.TimeSource.DEVICE, timeMs, MetricValues.of("smoke", smoke));
        return new Entry.Telemetry(
                "d", Kind.SMOKE, "s", null, timeMs, List.of(reading), List.of(ReadingKey.NONE), 0, Map.of());
    }
}
