package firegate.dashboard.api;

import firegate.ingest.history.HistoryQuery;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.history.PointSink;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Goes through the series of one request in pieces of bounded size, so that neither memory nor a worker nor a snapshot of the
 * store is held while a slow client reads. One thread at a time.
 */
final class HistoryWalk {

    private static final int PIECE = 5_000;

    private final HistoryStore store;
    private final HistoryRequest request;
    private final long limit;
    private final List<SeriesId> series;
    private final PointFormat format;
    private final String next;
    private final BooleanSupplier unwanted;
    private int at;
    private boolean begun;
    private boolean seriesBegun;
    private boolean ended;
    private long left;
    private long fromMs;
    private long toMs;

    /**
     * @param request what is left to give, all of it
     * @param limit most points of each series
     * @param next where the request after this one goes on, or null
     * @param unwanted whether the client has left
     */
    HistoryWalk(
            HistoryStore store,
            HistoryRequest request,
            long limit,
            PointFormat format,
            String next,
            BooleanSupplier unwanted) {
        this.store = store;
        this.request = request;
        this.limit = limit;
        this.series = request.series();
        this.format = format;
        this.next = next;
        this.unwanted = unwanted;
    }

    boolean ended() {
        return ended;
    }

    /** The next piece of the answer; blocks while it is read. */
    byte[] next() {
        if (!begun) {
            begun = true;
            format.begin();
        }
        int room = PIECE;
        while (room > 0 && at < series.size() && !unwanted.getAsBoolean()) {
            room -= piece(series.get(at), room);
        }
        if (at == series.size() && !ended) {
            ended = true;
            format.end(next);
        }
        return format.take();
    }

    /** Gives up to {@code most} points of a series. Counts a series without points as one, so that many of them end a piece. */
    private int piece(SeriesId id, int most) {
        if (!seriesBegun) {
            seriesBegun = true;
            fromMs = request.fromMs();
            toMs = request.toMs();
            left = limit;
            format.series(id);
        }
        long asked = Math.min(most, left);
        long windowMs = request.window() == null ? 0 : request.window().ms();
        Piece piece = new Piece();
        store.query(
                new HistoryQuery(List.of(id), fromMs, toMs, windowMs, request.aggregate(), asked, request.descending()),
                piece);
        left -= piece.count;
        if (request.descending()) {
            toMs = piece.lastMs;
        } else {
            fromMs = piece.lastMs + Math.max(1, windowMs);
        }
        if (piece.count < asked || left == 0 || fromMs >= toMs) {
            format.endSeries();
            seriesBegun = false;
            at++;
        }
        return Math.max(1, piece.count);
    }

    private final class Piece implements PointSink {
        private int count;
        private long lastMs;

        @Override
        public void series(SeriesId id) {}

        @Override
        public boolean point(long timeMs, double value) {
            format.point(timeMs, value);
            count++;
            lastMs = timeMs;
            return !unwanted.getAsBoolean();
        }
    }
}
