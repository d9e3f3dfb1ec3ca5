package firegate.ingest.history;

import firegate.ingest.history.HistoryQuery.Aggregate;
import firegate.ingest.history.HistoryStore.SeriesId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps all that a store answers. */
public final class Answer implements PointSink {

    public record Point(long timeMs, double value) {}

    public final Map<SeriesId, List<Point>> series = new LinkedHashMap<>();
    private List<Point> current;

    @Override
    public void series(SeriesId id) {
        current = new ArrayList<>();
        if (series.put(id, current) != null) {
            throw new AssertionError(id + " announced twice");
        }
    }

    @Override
    public boolean point(long timeMs, double value) {
        current.add(new Point(timeMs, value));
        return true;
    }

    public static List<Point> raw(HistoryStore store, String device, String metric, long fromMs, long toMs) {
        return of(store, device, metric, fromMs, toMs, 0, Aggregate.MEAN, Long.MAX_VALUE, false);
    }

    public static List<Point> of(
            HistoryStore store,
            String device,
            String metric,
            long fromMs,
            long toMs,
            long windowMs,
            Aggregate aggregate,
            long limit,
            boolean descending) {
        SeriesId id = new SeriesId(device, metric);
        Answer answer = new Answer();
        store.query(new HistoryQuery(List.of(id), fromMs, toMs, windowMs, aggregate, limit, descending), answer);
        return answer.series.get(id);
    }
}
