package firegate.dashboard.api;

import firegate.ingest.history.HistoryStore.SeriesId;

/** Writes the answer to a history request piece by piece. */
interface PointFormat {

    String contentType();

    void begin();

    void series(SeriesId series);

    /** @param value NaN for an empty window */
    void point(long timeMs, double value);

    void endSeries();

    /** @param next where to go on, or null when nothing is left */
    void end(String next);

    /** What was written since the last call. */
    byte[] take();
}
