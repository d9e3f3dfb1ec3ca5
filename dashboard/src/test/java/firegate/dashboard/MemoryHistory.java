package firegate.dashboard;

import firegate.ingest.history.HistoryException;
import firegate.ingest.history.HistoryQuery;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.history.PointSink;
import firegate.ingest.journal.Entry;
import firegate.ingest.telemetry.Reading;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A history store for tests: raw points in memory, and an end to them on request. */
final class MemoryHistory implements HistoryStore {

    volatile String problem;
    private final Map<SeriesId, TreeMap<Long, Double>> points =
            new ConcurrentSkipListMap<>(Comparator.comparing(SeriesId::device).thenComparing(SeriesId::metric));

    @Override
    public synchronized void write(List<Entry.Telemetry> entries) {
        for (Entry.Telemetry entry : entries) {
            for (Reading reading : entry.readings()) {
                for (int i = 0; i < reading.values().size(); i++) {
                    points.computeIfAbsent(
                                    new SeriesId(
                                            entry.device(), reading.values().name(i)),
                                    id -> new TreeMap<>())
                            .put(reading.timeMs(), reading.values().value(i));
                }
            }
        }
    }

    @Override
    public synchronized void query(HistoryQuery query, PointSink sink) {
        if (problem != null) {
            throw new HistoryException(problem, null);
        }
        for (SeriesId id : query.series()) {
            sink.series(id);
            Map<Long, Double> span = points.getOrDefault(id, new TreeMap<>()).subMap(query.fromMs(), query.toMs());
            (query.descending() ? new TreeMap<>(span).descendingMap() : span)
                    .entrySet().stream()
                            .limit(query.limit())
                            .forEach(point -> sink.point(point.getKey(), point.getValue()));
        }
    }

    @Override
    public List<SeriesId> series(List<String> devices, long fromMs, long toMs) {
        return points.entrySet().stream()
                .filter(entry -> devices.contains(entry.getKey().device()))
                .filter(entry -> !entry.getValue().subMap(fromMs, toMs).isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String problem() {
        return problem;
    }

    @Override
    public void close() {}
}
