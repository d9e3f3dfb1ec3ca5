package firegate.ingest.evidence;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Alarm.Stamp;
import firegate.ingest.alarm.Evidence;
import firegate.ingest.alarm.Evidence.Point;
import firegate.ingest.history.HistoryQuery;
import firegate.ingest.history.HistoryQuery.Aggregate;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.history.PointSink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the readings of an alarm's device ten minutes before and after its moment, at most 500 of them. */
public final class ReadingsAround {

    public static final long AROUND_MS = Duration.ofMinutes(10).toMillis();
    private static final int MOST_POINTS = 500;
    private static final int MOST_SERIES = 50;

    private final HistoryStore history;

    public ReadingsAround(HistoryStore history) {
        this.history = history;
    }

    /**
     * Empty when the alarm does not come from one device's reading.
     *
     * @throws firegate.ingest.history.HistoryException when the store cannot answer
     */
    public Evidence of(Alarm alarm) {
        String device = alarm.origin().device();
        Long at = alarm.clock().at(Stamp.DEVICE);
        if (device == null || at == null) {
            return Evidence.NONE;
        }
        List<SeriesId> all = history.series(List.of(device), at - AROUND_MS, at + AROUND_MS);
        List<SeriesId> series = all.subList(0, Math.min(MOST_SERIES, all.size()));
        int each = series.isEmpty() ? 0 : MOST_POINTS / series.size();
        Around points = new Around();
        // The nearest ones matter most: half of the points before the moment, half from it on.
        query(series, at - AROUND_MS, at, each / 2, true, points);
        query(series, at, at + AROUND_MS, each - each / 2, false, points);
        List<Evidence.Series> found = new ArrayList<>();
        points.bySeries.forEach((id, of) -> found.add(new Evidence.Series(id.metric(), List.copyOf(of))));
        return new Evidence(at - AROUND_MS, at + AROUND_MS, found, points.cut || all.size() > series.size());
    }

    private void query(List<SeriesId> series, long from, long to, int limit, boolean descending, Around points) {
        if (!series.isEmpty()) {
            points.begin(limit, descending);
            history.query(new HistoryQuery(series, from, to, 0, Aggregate.MEAN, limit + 1L, descending), points);
        }
    }

    /** Collects points in ascending time, whichever way they come. */
    private static final class Around implements PointSink {
        final Map<SeriesId, Deque<Point>> bySeries = new LinkedHashMap<>();
        boolean cut;
        private Deque<Point> current;
        private int limit;
        private int count;
        private boolean descending;

        void begin(int mostOfSeries, boolean comesDescending) {
            limit = mostOfSeries;
            descending = comesDescending;
        }

        @Override
        public void series(SeriesId series) {
            current = bySeries.computeIfAbsent(series, id -> new ArrayDeque<>());
            count = 0;
        }

        @Override
        public boolean point(long timeMs, double value) {
            count++;
            if (count > limit) {
                cut = true;
                return true;
            }
            Point point = new Point(timeMs, value);
            if (descending) {
                current.addFirst(point);
            } else {
                current.addLast(point);
            }
            return true;
        }
    }
}
