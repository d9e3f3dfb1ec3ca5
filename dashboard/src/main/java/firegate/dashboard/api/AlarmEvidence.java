package firegate.dashboard.api;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Alarm.Stamp;
import firegate.ingest.history.HistoryException;
import firegate.ingest.history.HistoryQuery;
import firegate.ingest.history.HistoryQuery.Aggregate;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.history.PointSink;
import firegate.ingest.rule.Rule;
import firegate.ingest.rule.RuleBook;
import firegate.ingest.telemetry.Metric;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an alarm rests on: its rule, and the readings of its device around the moment. */
final class AlarmEvidence {

    private static final long AROUND_MS = Duration.ofMinutes(10).toMillis();
    private static final int MOST_POINTS = 500;
    private static final int MOST_SERIES = 50;

    private final RuleBook book;
    private final HistoryStore history;

    AlarmEvidence(RuleBook book, HistoryStore history) {
        this.book = book;
        this.history = history;
    }

    JsonObject of(Alarm alarm) {
        JsonObject evidence = new JsonObject().put("rule", rule(alarm));
        String device = alarm.origin().device();
        Long at = alarm.clock().at(Stamp.DEVICE);
        if (device == null || at == null) {
            return evidence.put("readings", null).put("note", "the alarm does not come from one device's reading");
        }
        evidence.put("from", Iso.time(at - AROUND_MS)).put("to", Iso.time(at + AROUND_MS));
        try {
            return readings(evidence, device, at);
        } catch (HistoryException e) {
            return evidence.put("readings", null)
                    .put("note", "the history store cannot be read now: " + e.getMessage());
        }
    }

    private JsonObject rule(Alarm alarm) {
        String id = alarm.origin().rule();
        int version = alarm.origin().ruleVersion();
        JsonObject json = new JsonObject().put("id", id).put("version", version);
        Optional<Rule> rule = book.rule(id).filter(of -> of.version() == version);
        return rule.map(of -> json.put("levels", RuleJson.levels(of)).put("source", of.source()))
                .orElseGet(() -> json.put("levels", null).put("source", null));
    }

    private JsonObject readings(JsonObject evidence, String device, long at) {
        String problem = history.problem();
        if (problem != null) {
            return evidence.put("readings", null).put("note", "the history store cannot be read now: " + problem);
        }
        List<SeriesId> all = history.series(List.of(device), at - AROUND_MS, at + AROUND_MS);
        List<SeriesId> series = all.subList(0, Math.min(MOST_SERIES, all.size()));
        int each = series.isEmpty() ? 0 : MOST_POINTS / series.size();
        Around points = new Around();
        // The nearest ones matter most: half of the points before the moment, half from it on.
        query(series, at - AROUND_MS, at, each / 2, true, points);
        query(series, at, at + AROUND_MS, each - each / 2, false, points);
        JsonArray readings = new JsonArray();
        points.bySeries.forEach((id, of) -> readings.add(new JsonObject()
                .put("metric", id.metric())
                .put("unit", Metric.unitOf(id.metric()))
                .put("points", new JsonArray(List.copyOf(of)))));
        boolean cut = points.cut || all.size() > series.size();
        return evidence.put("readings", readings)
                .put("note", cut ? "there are more readings; those nearest to the alarm are shown" : null);
    }

    private void query(List<SeriesId> series, long from, long to, int limit, boolean descending, Around points) {
        if (!series.isEmpty()) {
            points.begin(limit, descending);
            history.query(new HistoryQuery(series, from, to, 0, Aggregate.MEAN, limit + 1L, descending), points);
        }
    }

    /** Collects points in ascending time, whichever way they come. */
    private static final class Around implements PointSink {
        final Map<SeriesId, Deque<JsonArray>> bySeries = new LinkedHashMap<>();
        boolean cut;
        private Deque<JsonArray> current;
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
            JsonArray point = new JsonArray().add(timeMs).add(Iso.number(value));
            if (descending) {
                current.addFirst(point);
            } else {
                current.addLast(point);
            }
            return true;
        }
    }
}
