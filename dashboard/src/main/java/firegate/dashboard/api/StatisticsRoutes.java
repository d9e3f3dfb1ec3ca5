package firegate.dashboard.api;

import firegate.ingest.device.Device;
import firegate.ingest.records.Database;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.rule.Severity;
import firegate.ingest.statistics.Falseness;
import firegate.ingest.statistics.Spread;
import firegate.ingest.statistics.Statistics;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;

/** {@code GET /api/v1/statistics}: what the alarms raised in a time say about devices and people; the last 7 days by default. */
public final class StatisticsRoutes {

    private static final long DEFAULT_MS = Duration.ofDays(7).toMillis();
    private static final double HOUR_MS = 3_600_000;

    private final Answers answers;
    private final Database database;
    private final DeviceRegistry registry;
    private final InstantSource clock;

    public StatisticsRoutes(Answers answers, Database database, DeviceRegistry registry, InstantSource clock) {
        this.answers = answers;
        this.database = database;
        this.registry = registry;
        this.clock = clock;
    }

    public void mount(Router router) {
        router.get("/api/v1/statistics").handler(answers.json(this::statistics));
    }

    private JsonObject statistics(RoutingContext context) {
        Query query = Query.of(context, "from", "to");
        Long to = query.time("to");
        Long from = query.time("from");
        // What is raised at this very moment belongs to it.
        long toMs = to == null ? clock.millis() + 1 : to;
        long fromMs = from == null ? toMs - DEFAULT_MS : from;
        if (fromMs >= toMs) {
            throw new BadParameter("from", String.valueOf(query.text("from")), "a time before 'to'");
        }
        Statistics of = Statistics.of(
                database,
                fromMs,
                toMs,
                clock.millis(),
                device -> registry.device(device).map(Device::model).orElse(null));
        return new JsonObject()
                .put("from", Iso.time(fromMs))
                .put("to", Iso.time(toMs))
                .put("alarms", of.alarms())
                .put("tests", of.tests())
                .put("verdicts", counts(of.verdicts()))
                .put("falseAlarms", falseAlarms(of))
                .put("timeToAcknowledge", spread(of.acknowledging()))
                .put("timeToVerdict", spread(of.judging()))
                .put("isa182", isa182(of))
                .put("availability", null);
    }

    private static JsonObject falseAlarms(Statistics of) {
        return new JsonObject()
                .put("total", falseness(new JsonObject(), of.total()))
                .put("devices", each("device", of.devices()))
                .put("models", each("model", of.models()))
                .put("sites", each("site", of.sites()))
                .put("causes", counts(of.causes()));
    }

    /** The worst first. */
    private static JsonArray each(String name, Map<String, Falseness> all) {
        JsonArray items = new JsonArray();
        all.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Falseness> of) ->
                                -of.getValue().wrong())
                        .thenComparingLong(of -> -of.getValue().alarms())
                        .thenComparing(of -> String.valueOf(of.getKey())))
                .forEach(of -> items.add(falseness(new JsonObject().put(name, of.getKey()), of.getValue())));
        return items;
    }

    private static JsonObject falseness(JsonObject json, Falseness of) {
        return json.put("alarms", of.alarms())
                .put("judged", of.judged())
                .put("false", of.wrong())
                .put("rate", Iso.number(of.rate()));
    }

    private static JsonObject spread(Spread of) {
        return new JsonObject()
                .put("count", of.count())
                .put("p50", Iso.number(of.quantile(0.5) / 1000))
                .put("p90", Iso.number(of.quantile(0.9) / 1000))
                .put("max", Iso.number(of.quantile(1) / 1000));
    }

    private static JsonObject isa182(Statistics of) {
        double perHour = of.perHour();
        JsonArray floods = new JsonArray();
        long floodMs = 0;
        for (Statistics.Flood flood : of.floods()) {
            floodMs += flood.toMs() - flood.fromMs();
            floods.add(new JsonObject()
                    .put("from", Iso.time(flood.fromMs()))
                    .put("to", Iso.time(flood.toMs()))
                    .put("alarms", flood.alarms()));
        }
        JsonArray chattering = new JsonArray();
        of.chattering()
                .forEach(one -> chattering.add(new JsonObject()
                        .put("subject", one.subject())
                        .put("rule", one.rule())
                        .put("mostPerMinute", one.mostPerMinute())));
        JsonArray stale = new JsonArray();
        of.stale()
                .forEach(one -> stale.add(new JsonObject()
                        .put("id", one.id())
                        .put("subject", one.subject())
                        .put("rule", one.rule())
                        .put("hours", one.forMs() / HOUR_MS)));
        JsonObject mix = new JsonObject();
        for (Severity severity : Severity.values()) {
            mix.put(severity.id(), of.part(severity));
        }
        return new JsonObject()
                .put("perHour", perHour)
                .put("operators", of.operators())
                .put("perOperatorHour", perHour / Math.max(1, of.operators()))
                .put("floods", floods)
                .put("floodShare", (double) floodMs / (of.toMs - of.fromMs))
                .put("chattering", chattering)
                .put("stale", stale)
                .put("mix", mix);
    }

    private static JsonObject counts(Map<String, Long> counts) {
        JsonObject json = new JsonObject();
        counts.forEach(json::put);
        return json;
    }
}
