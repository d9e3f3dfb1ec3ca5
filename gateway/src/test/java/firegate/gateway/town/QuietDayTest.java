package firegate.gateway.town;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import firegate.ingest.device.Kind;
import firegate.ingest.telemetry.Metric;
import firegate.ingest.telemetry.MetricValues;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a day without incidents looks like. */
class QuietDayTest {

    private static final long DAY = 86_400_000;
    private static final Town TOWN = SampleTown.of(7, SampleTown.DEVICES, LocalDate.of(2026, 11, 25), "demo-");
    private static final TownModel MODEL = new TownModel(IncidentPlan.quiet(TOWN));

    private record Report(long timeMs, MetricValues values) {}

    private static List<TownDevice> all(Kind kind) {
        return TOWN.devices().stream()
                .filter(device -> device.device().kind() == kind)
                .toList();
    }

    private static List<Report> day(TownDevice device, long fromMs) {
        List<Report> reports = new ArrayList<>();
        for (long at = MODEL.nextMs(device, fromMs); at < fromMs + DAY; at = MODEL.nextMs(device, at)) {
            reports.add(new Report(at, MODEL.at(device, at).orElseThrow()));
        }
        return reports;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-01-20T16:00:00Z", "2026-04-03T16:00:00Z", "2026-08-02T16:00:00Z", "2026-11-25T03:00:00Z"})
    void raisesNothing(String from) {
        long start = Instant.parse(from).toEpochMilli();
        RuleRun run = new RuleRun(MODEL, start);
        assertThat(TOWN.devices())
                .allSatisfy(device -> assertThat(run.of(device, start, start + DAY))
                        .as(device.id())
                        .isEmpty());
    }

    @Test
    void sendsOnlyWhatItsKindMeasures() {
        long start = Instant.parse("2026-11-25T10:00:00Z").toEpochMilli();
        for (TownDevice device : TOWN.devices()) {
            MetricValues values = MODEL.at(device, start).orElseThrow();
            for (int i = 0; i < values.size(); i++) {
                assertThat(Metric.of(values.name(i))).as(values.name(i)).isNotNull();
                assertThat(values.value(i)).isFinite();
            }
        }
    }

    @Test
    void reportsAtItsInterval() {
        long start = Instant.parse("2026-11-25T00:00:00Z").toEpochMilli();
        for (TownDevice device : TOWN.devices()) {
            List<Report> reports = day(device, start);
            assertThat(reports.size()).isCloseTo((int) (DAY / device.intervalMs()), within(1));
            for (int i = 1; i < reports.size(); i++) {
                assertThat(reports.get(i).timeMs() - reports.get(i - 1).timeMs())
                        .isBetween((long) (0.97 * device.intervalMs()), (long) (1.03 * device.intervalMs()));
            }
        }
    }

    @Test
    void pressureFollowsTheTownsConsumption() {
        long midnight = Instant.parse("2026-11-24T16:00:00Z").toEpochMilli();
        for (TownDevice hydrant : all(Kind.HYDRANT)) {
            assertThat(day(hydrant, midnight))
                    .allSatisfy(report ->
                            assertThat(report.values().get("pressure")).isBetween(0.16, 0.45));
            double night =
                    MODEL.at(hydrant, midnight + 3 * 3_600_000).orElseThrow().get("pressure");
            double evening =
                    MODEL.at(hydrant, midnight + 19 * 3_600_000).orElseThrow().get("pressure");
            assertThat(night - evening).isGreaterThan(0.03);
        }
    }

    @Test
    void sessionsTaperAndTheirEnergyIsTheIntegralOfTheirPower() {
        long start = Instant.parse("2026-11-25T08:35:00Z").toEpochMilli();
        int sessions = 0;
        for (TownDevice port : all(Kind.EV_CHARGING)) {
            List<Report> session = new ArrayList<>();
            for (Report report : day(port, start)) {
                boolean on = report.values().get("charging") != 0;
                if (on) {
                    session.add(report);
                } else if (!session.isEmpty()) {
                    check(session);
                    sessions++;
                    session.clear();
                }
            }
        }
        assertThat(sessions).isGreaterThan(30);
    }

    private static void check(List<Report> session) {
        double first = session.get(0).values().get("power");
        double last = session.get(session.size() - 1).values().get("power");
        assertThat(first).isBetween(130.0, 430.0);
        assertThat(last).isBetween(14.0, 17.0);
        double kwh = session.get(0).values().get("energy");
        for (int i = 1; i < session.size(); i++) {
            Report before = session.get(i - 1);
            Report now = session.get(i);
            double hours = (now.timeMs() - before.timeMs()) / 3_600_000.0;
            kwh += hours * (before.values().get("power") + now.values().get("power")) / 2 / 1_000;
            assertThat(now.values().get("energy"))
                    .isGreaterThanOrEqualTo(before.values().get("energy"));
        }
        assertThat(session.get(session.size() - 1).values().get("energy")).isCloseTo(kwh, within(0.02 * kwh));
        assertThat(session.get(session.size() - 1).timeMs() - session.get(0).timeMs())
                .isLessThan(7 * 3_600_000L);
    }

    @Test
    void moreChargesInTheEveningThanAtNoon() {
        long midnight = Instant.parse("2026-11-24T16:00:00Z").toEpochMilli();
        assertThat(charging(midnight + 21 * 3_600_000)).isGreaterThan(2 * charging(midnight + 15 * 3_600_000));
    }

    private static long charging(long at) {
        return all(Kind.EV_CHARGING).stream()
                .filter(port -> MODEL.at(port, at).orElseThrow().get("charging") != 0)
                .count();
    }

    @Test
    void batteriesDeclineAndNeverFallBelowWhatRaises() {
        long start = Instant.parse("2026-11-25T00:00:00Z").toEpochMilli();
        for (TownDevice device : TOWN.devices()) {
            if (device.onBattery()) {
                double now = MODEL.at(device, start).orElseThrow().get("battery");
                double later = MODEL.at(device, start + 200 * DAY).orElseThrow().get("battery");
                assertThat(now).isBetween(42.0, 100.0);
                assertThat(later).isLessThanOrEqualTo(now);
            }
        }
    }

    @Test
    void isTheSameWhateverWasAskedBefore() {
        long start = Instant.parse("2026-11-25T04:00:00Z").toEpochMilli();
        Town again = SampleTown.of(7, SampleTown.DEVICES, LocalDate.of(2026, 11, 25), "demo-");
        TownModel other = new TownModel(IncidentPlan.quiet(again));
        for (int i = TOWN.devices().size() - 1; i >= 0; i--) {
            long at = start + i * 61_003L;
            assertThat(other.at(again.devices().get(i), at))
                    .isEqualTo(MODEL.at(TOWN.devices().get(i), at));
        }
    }
}
