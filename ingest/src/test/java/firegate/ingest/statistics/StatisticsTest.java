package firegate.ingest.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.records.AlarmHistory.Again;
import firegate.ingest.records.AlarmHistory.Row;
import firegate.ingest.records.Database;
import firegate.ingest.rule.Severity;
import java.nio.file.Path;
import java.util.Optional;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsTest {

    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;

    private final Statistics statistics =
            new Statistics(0, DAY, DAY, device -> device.startsWith("x") ? "X-100" : null);
    private int serial;

    private void raised(String device, String verdict, String cause, long raisedMs, Long acknowledgedMs, Long endedMs) {
        serial++;
        statistics.add(new Row(
                "a" + serial,
                "device:" + device,
                device,
                "s-1",
                "smoke.fire",
                Severity.CRITICAL.rank(),
                false,
                verdict,
                cause,
                acknowledgedMs == null ? null : "wang",
                raisedMs,
                acknowledgedMs,
                null,
                endedMs));
    }

    @Test
    void theRateOfFalseAlarmsCountsOnlyWhatWasJudged() {
        raised("x-1", "false-alarm", "steam", 0, null, 1L);
        raised("x-1", "confirmed-fire", null, 1, null, 1L);
        raised("y-1", "unverified", null, 2, null, 1L);

        assertThat(statistics.total().rate()).isEqualTo(0.5);
        assertThat(statistics.devices().get("x-1").rate()).isEqualTo(0.5);
        assertThat(statistics.devices().get("y-1").rate()).isNaN();
        assertThat(statistics.models().get("X-100").wrong()).isEqualTo(1);
        assertThat(statistics.models().get(null).alarms()).isEqualTo(1);
        assertThat(statistics.sites().get("s-1").alarms()).isEqualTo(3);
        assertThat(statistics.causes()).containsOnlyKeys("steam");
    }

    @Test
    void timesSpreadAndAClockThatWasSetBackMakesNoNegativeOne() {
        for (int i = 1; i <= 10; i++) {
            raised("x-1", "unverified", null, HOUR * i, HOUR * i + i * 1_000L, HOUR * i + 60_000);
        }
        raised("x-1", "unverified", null, HOUR * 12, HOUR * 11, HOUR * 12);

        assertThat(statistics.acknowledging().count()).isEqualTo(11);
        assertThat(statistics.acknowledging().quantile(0)).isZero();
        assertThat(statistics.acknowledging().quantile(0.5)).isEqualTo(5_000);
        assertThat(statistics.acknowledging().quantile(0.9)).isEqualTo(9_000);
        assertThat(statistics.acknowledging().quantile(1)).isEqualTo(10_000);
        assertThat(statistics.judging().quantile(0.5)).isNaN();
        assertThat(statistics.operators()).isEqualTo(1);
    }

    @Test
    void aFloodBeginsAboveTenInTenMinutesAndEndsBelowFive() {
        for (int i = 0; i < 10; i++) {
            raised("x-" + i, "unverified", null, HOUR + i * 1_000L, null, HOUR * 2);
        }
        assertThat(statistics.floods()).isEmpty();
        raised("x-10", "unverified", null, HOUR + 20_000, null, HOUR * 2);
        raised("x-11", "unverified", null, HOUR + 30_000, null, HOUR * 2);

        // Twelve in the window; the one that leaves with the eighth makes it four.
        assertThat(statistics.floods())
                .containsExactly(new Statistics.Flood(HOUR + 20_000, HOUR + 7_000 + 600_000, 12));
        assertThat(statistics.perHour()).isEqualTo(12 / 24.0);
    }

    @Test
    void threeRaisingsInAMinuteChatterAndADayIsStale() {
        raised("x-1", "unverified", null, HOUR, null, HOUR * 2);
        statistics.add(new Again("a1", HOUR + 20_000));
        assertThat(statistics.chattering()).isEmpty();
        statistics.add(new Again("a1", HOUR + 59_000));
        statistics.add(new Again("unknown", HOUR + 59_500));
        raised("x-2", "unverified", null, -HOUR, null, null);
        raised("x-3", "unverified", null, 0, null, null);

        assertThat(statistics.chattering()).containsExactly(new Statistics.Chattering("device:x-1", "smoke.fire", 3));
        assertThat(statistics.stale()).extracting(Statistics.Stale::subject).containsExactly("device:x-2");
    }

    @Test
    void aHundredThousandAlarmsAreRead(@TempDir Path directory) {
        int alarms = 100_000;
        try (Database database =
                Database.open("jdbc:sqlite:" + directory.resolve("r.db"), Optional.empty(), Optional.empty())) {
            database.writer().run(handle -> {
                PreparedBatch batch = handle.prepareBatch("""
                        INSERT INTO alarm (id, subject, device, site, rule, severity, state, raised_ms, version, document,
                          verdict, cause, acknowledged_by, acknowledged_ms, closed_ms)
                        VALUES (?, ?, ?, 's', 'r', ?, 'closed', ?, 1, '{}', 'false-alarm', 'dust', 'wang', ?, ?)""");
                for (int i = 0; i < alarms; i++) {
                    String device = "d-" + i % 1_000;
                    batch.add(
                            "a" + i,
                            "device:" + device,
                            device,
                            1 + i % 4,
                            i * 800L,
                            i * 800L + 5_000,
                            i * 800L + 9_000);
                }
                batch.execute();
            });
            long begun = System.nanoTime();
            Statistics all = Statistics.of(database, 0, DAY, DAY, device -> null);
            System.out.printf(
                    "statistics of %,d alarms: %,d ms%n", all.alarms(), (System.nanoTime() - begun) / 1_000_000);
            assertThat(all.alarms()).isEqualTo(alarms);
            assertThat(all.devices()).hasSize(1_000);
            assertThat(all.acknowledging().quantile(0.9)).isEqualTo(5_000);
            assertThat(all.floods()).hasSize(1);
            assertThat(all.part(Severity.CRITICAL)).isEqualTo(0.25);
        }
    }
}
