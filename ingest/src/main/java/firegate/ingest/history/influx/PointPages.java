package firegate.ingest.history.influx;

import firegate.ingest.history.HistoryStore.SeriesId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads raw points page by page, so that memory stays the same for an answer of any size and no connection waits for a slow
 * reader. A page has up to a number of points of each measurement; the measurements are merged in time order.
 */
final class PointPages {

    /** Most points of a measurement in one answer; the API's usual 10,000 points and one more are one page. */
    static final int PAGE = 20_000;

    /** Most series that share one question. */
    private static final int SHARED = 100;

    /** Takes points in order. */
    interface Taker {
        /** @return false when no further point of the series is wanted */
        boolean point(long timeMs, double value);
    }

    private final InfluxLink link;

    PointPages(InfluxLink link) {
        this.link = link;
    }

    /** How many series can share a question that asks for that many points of each. */
    static int shared(long pointsOfEach) {
        return (int) Math.max(1, Math.min(SHARED, PAGE / Math.max(1, pointsOfEach)));
    }

    /**
     * What of a series is read.
     *
     * @param lastMs inclusive
     */
    record Span(long fromMs, long lastMs, boolean descending) {
        private Span behind(long timeMs) {
            return descending ? new Span(fromMs, timeMs - 1, true) : new Span(timeMs + 1, lastMs, false);
        }

        boolean isEmpty() {
            return fromMs > lastMs;
        }
    }

    /** The first page of each series, in one question. */
    List<Page> first(List<SeriesId> series, Span span, int limit) {
        List<Page> pages = new ArrayList<>();
        StringBuilder statements = new StringBuilder();
        for (SeriesId id : series) {
            pages.add(new Page(id, span, limit));
            statements
                    .append(InfluxQl.points(id, span.fromMs(), span.lastMs(), limit, span.descending()))
                    .append(';');
        }
        link.query(
                statements.toString(),
                (statement, head, timeMs, values) -> pages.get(statement).add(head.measurement(), timeMs, values[0]));
        return pages;
    }

    /** Gives all points of a span. */
    void all(SeriesId series, Span span, int pageSize, Taker taker) {
        if (!span.isEmpty()) {
            rest(first(List.of(series), span, pageSize).get(0), taker);
        }
    }

    /** Gives the points of a page and of those that follow it. */
    void rest(Page first, Taker taker) {
        Page page = first;
        while (page != null) {
            Span left = page.give(taker);
            page = left == null || left.isEmpty()
                    ? null
                    : first(List.of(page.series), left, PAGE).get(0);
        }
    }

    static final class Page {
        private final SeriesId series;
        private final Span span;
        private final int limit;
        private final Map<String, Run> runs = new LinkedHashMap<>();

        private Page(SeriesId series, Span span, int limit) {
            this.series = series;
            this.span = span;
            this.limit = limit;
        }

        SeriesId series() {
            return series;
        }

        private void add(String measurement, long timeMs, double value) {
            runs.computeIfAbsent(measurement, name -> new Run()).add(timeMs, value);
        }

        /** @return what is still to be read, or null when nothing is, or nothing more is wanted */
        private Span give(Taker taker) {
            long border = border();
            boolean more = border != open();
            long before = -open();
            boolean begun = false;
            for (Run next = first(); next != null; next = first()) {
                long time = next.time();
                if (span.descending() ? time < border : time > border) {
                    break;
                }
                double value = next.take();
                // One instant under two sites or kinds is one point, as it would be in one table.
                boolean again = begun && time == before;
                before = time;
                begun = true;
                if (!again && !Double.isNaN(value) && !taker.point(time, value)) {
                    return null;
                }
            }
            return more ? span.behind(border) : null;
        }

        private long open() {
            return span.descending() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }

        /** Behind it, a measurement with more points than a page holds could have some that are not here. */
        private long border() {
            long border = open();
            for (Run run : runs.values()) {
                if (run.size == limit) {
                    long last = run.times[run.size - 1];
                    border = span.descending() ? Math.max(border, last) : Math.min(border, last);
                }
            }
            return border;
        }

        private Run first() {
            Run first = null;
            for (Run run : runs.values()) {
                if (run.at < run.size && (first == null || earlier(run.time(), first.time()))) {
                    first = run;
                }
            }
            return first;
        }

        private boolean earlier(long time, long than) {
            return span.descending() ? time > than : time < than;
        }
    }

    /** The points of one measurement, in the order of the query. */
    private static final class Run {
        private long[] times = new long[16];
        private double[] values = new double[16];
        private int size;
        private int at;

        void add(long timeMs, double value) {
            if (size == times.length) {
                times = Arrays.copyOf(times, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            times[size] = timeMs;
            values[size++] = value;
        }

        long time() {
            return times[at];
        }

        double take() {
            return values[at++];
        }
    }
}
