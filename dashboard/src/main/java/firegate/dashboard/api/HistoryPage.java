package firegate.dashboard.api;

import firegate.ingest.history.HistoryQuery;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.history.PointSink;

/**
 * One page of an answer. A page ends at the same instant for all its series, where the densest reaches the limit: what
 * follows is then described by one instant, and no point is given twice or left out.
 *
 * @param here the part of the span that this page covers
 * @param rest the part that is left, or null
 */
record HistoryPage(HistoryRequest here, HistoryRequest rest) {

    static HistoryPage of(HistoryStore store, HistoryRequest request) {
        long border = request.window() == null ? rawBorder(store, request) : windowBorder(request);
        if (border <= request.fromMs() || border >= request.toMs()) {
            return new HistoryPage(request, null);
        }
        HistoryRequest earlier = request.over(request.fromMs(), border);
        HistoryRequest later = request.over(border, request.toMs());
        return request.descending() ? new HistoryPage(later, earlier) : new HistoryPage(earlier, later);
    }

    private static long windowBorder(HistoryRequest request) {
        long width = request.window().ms();
        long limit = request.pageLimit();
        long first = Math.floorDiv(request.fromMs(), width);
        long behindLast = Math.floorDiv(request.toMs() - 1, width) + 1;
        if (behindLast - first <= limit) {
            return request.toMs();
        }
        return (request.descending() ? behindLast - limit : first + limit) * width;
    }

    private static long rawBorder(HistoryStore store, HistoryRequest request) {
        Border border = new Border(request);
        store.query(
                new HistoryQuery(
                        request.series(),
                        request.fromMs(),
                        request.toMs(),
                        0,
                        request.aggregate(),
                        request.pageLimit() + 1L,
                        request.descending()),
                border);
        return border.ms;
    }

    /** Finds the first instant in the order of reading at which a series has one point too many. */
    private static final class Border implements PointSink {
        private final HistoryRequest request;
        private int count;
        private long ms;

        Border(HistoryRequest request) {
            this.request = request;
            this.ms = request.descending() ? request.fromMs() : request.toMs();
        }

        @Override
        public void series(SeriesId series) {
            count = 0;
        }

        @Override
        public boolean point(long timeMs, double value) {
            count++;
            if (count > request.pageLimit()) {
                ms = request.descending() ? Math.max(ms, timeMs + 1) : Math.min(ms, timeMs);
            }
            return true;
        }
    }
}
