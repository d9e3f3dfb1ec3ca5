package firegate.ingest.history.influx;

import firegate.ingest.history.HistoryQuery;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.history.PointSink;
import firegate.ingest.history.WindowFold;
import firegate.ingest.history.influx.AnswerReader.Head;
import firegate.ingest.history.influx.PointPages.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads windows page by page. InfluxDB folds the points, apart for each measurement and site; a window to which more than one
 * of them adds (in which the device was claimed or moved) is folded here, from its points: medians cannot be put together.
 */
final class WindowPages {

    private static final int PAGE = 10_000;
    private static final long MOST_WIDTH_MS = InfluxQl.MAX_TIME_MS;

    private final InfluxLink link;
    private final PointPages points;

    WindowPages(InfluxLink link, PointPages points) {
        this.link = link;
        this.points = points;
    }

    /** @param query with {@code fromMs < toMs}, both in what InfluxDB can hold */
    void query(HistoryQuery query, PointSink sink) {
        long width = query.windowMs();
        if (width > MOST_WIDTH_MS) {
            foldHere(query, sink);
            return;
        }
        long first = query.fromMs() / width;
        long last = (query.toMs() - 1) / width;
        long wanted = Math.min(query.limit(), last - first + 1);
        int together = wanted > PAGE ? 1 : PointPages.shared(wanted);
        List<SeriesId> series = query.series();
        for (int i = 0; i < series.size(); i += together) {
            if (!group(query, series.subList(i, Math.min(i + together, series.size())), first, last, wanted, sink)) {
                return;
            }
        }
    }

    /** @return false when the sink wants nothing more */
    private boolean group(
            HistoryQuery query, List<SeriesId> series, long first, long last, long wanted, PointSink sink) {
        long left = wanted;
        long at = query.descending() ? last : first;
        List<Page> pages = pages(query, series, at, left);
        for (int i = 0; i < series.size(); i++) {
            sink.series(series.get(i));
            if (!pages.get(i).give(sink)) {
                return false;
            }
        }
        // More than a page has a series for itself.
        for (left -= PAGE; left > 0; left -= PAGE) {
            at += query.descending() ? -PAGE : PAGE;
            if (!pages(query, series, at, left).get(0).give(sink)) {
                return false;
            }
        }
        return true;
    }

    private List<Page> pages(HistoryQuery query, List<SeriesId> series, long at, long left) {
        int size = (int) Math.min(PAGE, left);
        long first = query.descending() ? at - size + 1 : at;
        List<Page> pages = new ArrayList<>();
        StringBuilder statements = new StringBuilder();
        for (SeriesId id : series) {
            Page page = new Page(query, id, first, size);
            pages.add(page);
            statements
                    .append(InfluxQl.windows(id, page.fromMs(), page.toMs() - 1, query.windowMs(), query.aggregate()))
                    .append(';');
        }
        link.query(
                statements.toString(),
                (statement, head, timeMs, values) -> pages.get(statement).add(head, timeMs, values[0]));
        pages.forEach(Page::foldShared);
        return pages;
    }

    private void foldHere(HistoryQuery query, PointSink sink) {
        for (SeriesId series : query.series()) {
            sink.series(series);
            WindowFold fold = new WindowFold(query, sink);
            Span span = new Span(query.fromMs(), query.toMs() - 1, query.descending());
            points.all(series, span, PointPages.PAGE, fold::add);
            if (!fold.finish()) {
                return;
            }
        }
    }

    /** Neighbouring windows of one series. */
    private final class Page {
        private final HistoryQuery query;
        private final SeriesId series;
        private final long first;
        private final double[] values;
        private final Head[] from;
        private final boolean[] shared;

        Page(HistoryQuery query, SeriesId series, long first, int size) {
            this.query = query;
            this.series = series;
            this.first = first;
            this.values = new double[size];
            this.from = new Head[size];
            this.shared = new boolean[size];
            Arrays.fill(values, Double.NaN);
        }

        long fromMs() {
            return Math.max(query.fromMs(), first * query.windowMs());
        }

        long toMs() {
            return endMs(values.length);
        }

        private long endMs(int window) {
            return Math.min(query.toMs(), (first + window) * query.windowMs());
        }

        void add(Head head, long timeMs, double value) {
            int window = (int) (Math.floorDiv(timeMs, query.windowMs()) - first);
            shared[window] |= from[window] != null && !from[window].equals(head);
            from[window] = head;
            values[window] = value;
        }

        void foldShared() {
            for (int i = 0; i < shared.length; i++) {
                if (shared[i]) {
                    int end = i;
                    while (end < shared.length && shared[end]) {
                        end++;
                    }
                    fold(i, end);
                    i = end;
                }
            }
        }

        private void fold(int begin, int end) {
            long fromMs = Math.max(query.fromMs(), (first + begin) * query.windowMs());
            Span span = new Span(fromMs, endMs(end) - 1, false);
            HistoryQuery part = new HistoryQuery(
                    List.of(series), fromMs, endMs(end), query.windowMs(), query.aggregate(), Long.MAX_VALUE, false);
            WindowFold fold = new WindowFold(part, new Into(values, begin));
            points.all(series, span, PointPages.PAGE, fold::add);
            fold.finish();
        }

        boolean give(PointSink sink) {
            for (int i = 0; i < values.length; i++) {
                int window = query.descending() ? values.length - 1 - i : i;
                if (!sink.point((first + window) * query.windowMs(), values[window])) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Puts windows into an array. */
    private static final class Into implements PointSink {
        private final double[] values;
        private int at;

        Into(double[] values, int at) {
            this.values = values;
            this.at = at;
        }

        @Override
        public void series(SeriesId series) {}

        @Override
        public boolean point(long timeMs, double value) {
            values[at++] = value;
            return true;
        }
    }
}
