package firegate.ingest.history;

/** Receives the points of a query as they are read. */
public interface PointSink {

    /** A new series begins; each series asked for is announced exactly once, also when it has no points. */
    void series(HistoryStore.SeriesId series);

    /**
     * A point of the current series.
     *
     * @param value NaN for a window without points
     * @return false to stop reading altogether (the client left)
     */
    boolean point(long timeMs, double value);
}
