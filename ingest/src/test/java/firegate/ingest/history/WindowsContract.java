package firegate.ingest.history;

import static firegate.ingest.history.Sent.sent;
import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.device.Kind;
import firegate.ingest.history.Answer.Point;
import firegate.ingest.history.HistoryQuery.Aggregate;
import firegate.ingest.journal.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows are the same from every store. */
public abstract class WindowsContract extends StoreContract {

    private static final long T0 = Instant.parse("2026-03-28T22:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final long SPAN = 30 * HOUR;

    private void write(Map<Long, Double> points) throws InterruptedException {
        List<Entry.Telemetry> sent = new ArrayList<>();
        points.forEach((time, value) -> sent.add(sent("d", time, "pressure", value)));
        history.write(sent);
        awaitVisible();
    }

    private List<Point> windows(long from, long to, long width, Aggregate aggregate, long limit, boolean descending) {
        return Answer.of(history, "d", "pressure", from, to, width, aggregate, limit, descending);
    }

    @ParameterizedTest
    @EnumSource(Aggregate.class)
    void equalPlainComputationOnRandomData(Aggregate aggregate) throws Exception {
        long seed = System.nanoTime();
        System.out.println("windows of " + aggregate + ", seed " + seed);
        Random random = new Random(seed);
        TreeMap<Long, Double> points = new TreeMap<>();
        for (int i = 0; i < 3_000; i++) {
            points.put(T0 + (long) (random.nextDouble() * SPAN), random.nextGaussian() * 100);
        }
        // A gap of some hours, and neighbours that must not be seen.
        points.subMap(T0 + 5 * HOUR, T0 + 9 * HOUR).clear();
        write(points);
        history.write(List.of(sent("d", T0 + HOUR, "flow", 9e9), sent("e", T0 + HOUR, "pressure", 9e9)));

        long from = T0 + HOUR + 123_456;
        long to = T0 + SPAN - 7 * HOUR + 1;
        for (long width : new long[] {1_000 * 60 * 7, HOUR, 24 * HOUR}) {
            List<Point> expected = expected(points, from, to, width, aggregate);
            assertSame(windows(from, to, width, aggregate, Long.MAX_VALUE, false), expected);
            assertSame(
                    windows(from, to, width, aggregate, 5, false), expected.subList(0, Math.min(5, expected.size())));
            Collections.reverse(expected);
            assertSame(windows(from, to, width, aggregate, Long.MAX_VALUE, true), expected);
            assertSame(windows(from, to, width, aggregate, 5, true), expected.subList(0, Math.min(5, expected.size())));
        }
    }

    private static void assertSame(List<Point> actual, List<Point> expected) {
        assertThat(actual)
                .extracting(Point::timeMs)
                .isEqualTo(expected.stream().map(Point::timeMs).toList());
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).value()).isCloseTo(expected.get(i).value(), Offset.offset(1e-7));
        }
    }

    private static List<Point> expected(
            NavigableMap<Long, Double> points, long from, long to, long width, Aggregate aggregate) {
        List<Point> windows = new ArrayList<>();
        for (long start = from / width * width; start < to; start += width) {
            List<Double> inside = new ArrayList<>(points.subMap(Math.max(from, start), Math.min(to, start + width))
                    .values());
            windows.add(new Point(start, inside.isEmpty() ? Double.NaN : plain(inside, aggregate)));
        }
        return windows;
    }

    private static double plain(List<Double> inside, Aggregate aggregate) {
        List<Double> sorted = inside.stream().sorted().toList();
        double sum = inside.stream().mapToDouble(Double::doubleValue).sum();
        return switch (aggregate) {
            case MEAN -> sum / inside.size();
            case MIN -> sorted.get(0);
            case MAX -> sorted.get(sorted.size() - 1);
            case FIRST -> inside.get(0);
            case LAST -> inside.get(inside.size() - 1);
            case SUM -> sum;
            case COUNT -> inside.size();
            case P50 -> ranked(sorted, 50);
            case P95 -> ranked(sorted, 95);
            case P99 -> ranked(sorted, 99);
        };
    }

    /** Nearest rank as InfluxDB takes it, in whole numbers: n·p/100 rounded half up. */
    private static double ranked(List<Double> sorted, int percent) {
        return sorted.get((sorted.size() * percent + 50) / 100 - 1);
    }

    @Test
    void areAllEmptyForASeriesWithoutPoints() {
        List<Point> windows = windows(T0 + 1, T0 + 3 * HOUR, HOUR, Aggregate.COUNT, 100, false);

        assertThat(windows).extracting(Point::timeMs).containsExactly(T0, T0 + HOUR, T0 + 2 * HOUR);
        assertThat(windows).extracting(Point::value).containsOnly(Double.NaN);
    }

    @Test
    void beginAtWholeMultiplesOfTheirWidthSinceTheEpochWhateverTheSeason() throws Exception {
        TreeMap<Long, Double> points = new TreeMap<>();
        for (long t = T0; t < T0 + SPAN; t += HOUR) {
            points.put(t, 1.0);
        }
        write(points);

        List<Point> days = windows(T0, T0 + SPAN, 24 * HOUR, Aggregate.COUNT, 100, false);
        assertThat(days)
                .containsExactly(
                        new Point(Instant.parse("2026-03-28T00:00:00Z").toEpochMilli(), 2),
                        new Point(Instant.parse("2026-03-29T00:00:00Z").toEpochMilli(), 24),
                        new Point(Instant.parse("2026-03-30T00:00:00Z").toEpochMilli(), 4));
    }

    @Test
    void haveOneValueForOnePointWithEveryAggregate() throws Exception {
        write(Map.of(T0, 0.25));

        for (Aggregate aggregate : Aggregate.values()) {
            double value = aggregate == Aggregate.COUNT ? 1 : 0.25;
            assertThat(windows(T0, T0 + 1, HOUR, aggregate, 100, false)).containsExactly(new Point(T0, value));
        }
    }

    @Test
    void areWholeWhenOneIsWiderThanTheSpan() throws Exception {
        write(new TreeMap<>(Map.of(T0, 1.0, T0 + HOUR, 2.0, T0 + 2 * HOUR, 4.0)));

        assertThat(windows(T0 + 1, T0 + 2 * HOUR, 365 * 24 * HOUR, Aggregate.SUM, 100, true))
                .extracting(Point::value)
                .containsExactly(2.0);
    }

    @ParameterizedTest
    @EnumSource(Aggregate.class)
    void equalPlainComputationForADeviceThatWasClaimedAndMoved(Aggregate aggregate) throws Exception {
        TreeMap<Long, Double> points = new TreeMap<>();
        List<Entry.Telemetry> sent = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            long time = T0 + i * 60_000L;
            double value = (i * 37) % 101;
            points.put(time, value);
            Kind kind = i < 300 ? Kind.UNKNOWN : Kind.HYDRANT;
            String site = i < 300 ? null : i < 700 ? "s-1" : "南门";
            sent.add(sent("d", kind, site, time, "pressure", value));
        }
        history.write(sent);
        awaitVisible();

        long from = T0 + 90_000;
        long to = T0 + 999 * 60_000L;
        for (long width : new long[] {7 * 60_000, HOUR, 5 * HOUR, 24 * HOUR}) {
            List<Point> expected = expected(points, from, to, width, aggregate);
            assertSame(windows(from, to, width, aggregate, Long.MAX_VALUE, false), expected);
            Collections.reverse(expected);
            assertSame(windows(from, to, width, aggregate, Long.MAX_VALUE, true), expected);
        }
    }

    @Test
    void areGivenUpToTheLimitHoweverManyThereAre() throws Exception {
        write(new TreeMap<>(Map.of(T0, 1.0, T0 + 15_000_000, 2.0, T0 + 24_999_000, 4.0)));

        for (boolean descending : new boolean[] {false, true}) {
            List<Point> seconds = windows(T0, T0 + 25_000_000, 1_000, Aggregate.SUM, 24_000, descending);
            assertThat(seconds).hasSize(24_000);
            for (int i = 0; i < seconds.size(); i++) {
                long second = descending ? 24_999 - i : i;
                assertThat(seconds.get(i).timeMs()).isEqualTo(T0 + second * 1_000);
            }
            assertThat(seconds)
                    .extracting(Point::value)
                    .filteredOn(value -> !Double.isNaN(value))
                    .isEqualTo(descending ? List.of(4.0, 2.0) : List.of(1.0, 2.0));
        }
    }

    @Test
    void mayBeWiderThanAnythingThatIsKept() throws Exception {
        write(new TreeMap<>(Map.of(T0, 1.0, T0 + HOUR, 2.0)));

        assertThat(windows(0, Long.MAX_VALUE, Long.MAX_VALUE / 2, Aggregate.SUM, 100, false))
                .containsExactly(new Point(0, 3.0));
    }
}
