package firegate.ingest.history;

/**
 * Folds the points of one series, which come in the order of the query, into windows aligned to the epoch. Every window
 * that touches the span is given, with NaN when it holds no point.
 */
public final class WindowFold {

    private final HistoryQuery query;
    private final PointSink sink;
    private final long step;
    private final long end;
    private final WindowValue value;
    private long window;
    private long given;
    private boolean stopped;

    /** @param query with {@code fromMs < toMs} */
    public WindowFold(HistoryQuery query, PointSink sink) {
        this.query = query;
        this.sink = sink;
        this.value = new WindowValue(query.aggregate(), query.descending());
        long first = start(query.fromMs());
        long last = start(query.toMs() - 1);
        this.step = query.descending() ? -query.windowMs() : query.windowMs();
        this.window = query.descending() ? last : first;
        this.end = (query.descending() ? first : last) + step;
    }

    /** @return false when no further point is wanted */
    public boolean add(long timeMs, double point) {
        long its = start(timeMs);
        while (window != its) {
            if (!give()) {
                return false;
            }
        }
        value.add(point);
        return true;
    }

    /**
     * Gives the windows that are left.
     *
     * @return false when the sink wants nothing more
     */
    public boolean finish() {
        boolean wanted = true;
        while (wanted && window != end) {
            wanted = give();
        }
        return !stopped;
    }

    private boolean give() {
        if (given == query.limit() || stopped) {
            return false;
        }
        stopped = !sink.point(window, value.take());
        given++;
        window += step;
        return !stopped && given < query.limit();
    }

    private long start(long timeMs) {
        return Math.floorDiv(timeMs, query.windowMs()) * query.windowMs();
    }
}
