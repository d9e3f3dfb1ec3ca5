package firegate.dashboard.api;

import firegate.ingest.history.HistoryQuery.Aggregate;
import firegate.ingest.history.HistoryStore.SeriesId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rest of a request as text that stands for itself: following it needs no other parameter. */
final class HistoryCursor {

    private HistoryCursor() {}

    static String encode(HistoryRequest rest) {
        JsonObject json = new JsonObject()
                .put("s", series(rest.series()))
                .put("f", rest.fromMs())
                .put("t", rest.toMs())
                .put("w", rest.window() == null ? null : rest.window().text())
                .put("a", rest.aggregate().id())
                .put("l", rest.limit())
                .put("o", rest.descending());
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
    }

    static HistoryRequest decode(String cursor) {
        try {
            JsonObject json = new JsonObject(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            String window = json.getString("w");
            HistoryRequest rest = new HistoryRequest(
                    List.of(),
                    series(json.getJsonArray("s")),
                    json.getLong("f"),
                    json.getLong("t"),
                    window == null ? null : Window.of(window),
                    Aggregate.of(json.getString("a")).orElseThrow(),
                    json.getInteger("l"),
                    json.getBoolean("o"));
            int limit = rest.pageLimit();
            if (rest.fromMs() >= 0 && rest.fromMs() < rest.toMs() && limit >= 1 && limit <= HistoryRequest.MOST_LIMIT) {
                return rest;
            }
        } catch (RuntimeException e) {
            // Whatever is wrong with it, somebody else made it.
            throw unusable(cursor);
        }
        throw unusable(cursor);
    }

    private static BadParameter unusable(String cursor) {
        return new BadParameter("cursor", cursor, "what 'next' of the answer before contained");
    }

    /** Neighbouring devices with the same metrics share one list of them: {@code [[[device,…],[metric,…]],…]}. */
    private static JsonArray series(List<SeriesId> series) {
        Map<String, JsonArray> metrics = new LinkedHashMap<>();
        for (SeriesId id : series) {
            metrics.computeIfAbsent(id.device(), device -> new JsonArray()).add(id.metric());
        }
        JsonArray groups = new JsonArray();
        JsonArray last = null;
        for (Map.Entry<String, JsonArray> device : metrics.entrySet()) {
            if (last == null || !last.getJsonArray(1).equals(device.getValue())) {
                last = new JsonArray().add(new JsonArray()).add(device.getValue());
                groups.add(last);
            }
            last.getJsonArray(0).add(device.getKey());
        }
        return groups;
    }

    private static List<SeriesId> series(JsonArray groups) {
        List<SeriesId> series = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            JsonArray devices = groups.getJsonArray(group).getJsonArray(0);
            JsonArray metrics = groups.getJsonArray(group).getJsonArray(1);
            for (int device = 0; device < devices.size(); device++) {
                for (int metric = 0; metric < metrics.size(); metric++) {
                    series.add(new SeriesId(devices.getString(device), metrics.getString(metric)));
                }
            }
        }
        return series;
    }
}
