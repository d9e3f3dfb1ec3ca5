package firegate.dashboard.api;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Alarm.Stamp;
import firegate.ingest.alarm.Evidence;
import firegate.ingest.evidence.ReadingsAround;
import firegate.ingest.history.HistoryException;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.records.AlarmRecords;
import firegate.ingest.records.Database;
import firegate.ingest.rule.Rule;
import firegate.ingest.rule.RuleBook;
import firegate.ingest.telemetry.Metric;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;

/** What an alarm rests on: its rule, and the readings of its device around the moment, as they were kept or as the history has them now. */
final class AlarmEvidence {

    private final RuleBook book;
    private final Database database;
    private final HistoryStore history;
    private final ReadingsAround around;

    AlarmEvidence(RuleBook book, Database database, HistoryStore history) {
        this.book = book;
        this.database = database;
        this.around = new ReadingsAround(history);
        this.history = history;
    }

    JsonObject of(Alarm alarm) {
        JsonObject evidence = new JsonObject().put("rule", rule(alarm));
        Long at = alarm.clock().at(Stamp.DEVICE);
        if (alarm.origin().device() == null || at == null) {
            return evidence.put("readings", null).put("note", "the alarm does not come from one device's reading");
        }
        evidence.put("from", Iso.time(at - ReadingsAround.AROUND_MS))
                .put("to", Iso.time(at + ReadingsAround.AROUND_MS));
        Optional<Evidence> kept = kept(alarm);
        if (kept.isPresent()) {
            return readings(evidence, kept.get(), true);
        }
        String problem = history.problem();
        if (problem != null) {
            return unreadable(evidence, problem);
        }
        try {
            return readings(evidence, around.of(alarm), false);
        } catch (HistoryException e) {
            return unreadable(evidence, e.getMessage());
        }
    }

    private static JsonObject unreadable(JsonObject evidence, String problem) {
        return evidence.put("readings", null).put("note", "the history store cannot be read now: " + problem);
    }

    private JsonObject rule(Alarm alarm) {
        String id = alarm.origin().rule();
        int version = alarm.origin().ruleVersion();
        JsonObject json = new JsonObject().put("id", id).put("version", version);
        Optional<Rule> rule = book.rule(id).filter(of -> of.version() == version);
        return rule.map(of -> json.put("levels", RuleJson.levels(of)).put("source", of.source()))
                .orElseGet(() -> json.put("levels", null).put("source", null));
    }

    private Optional<Evidence> kept(Alarm alarm) {
        try {
            return database.reader().withHandle(handle -> AlarmRecords.evidence(handle, alarm.id()));
        } catch (JdbiException e) {
            // A fire that is only in memory is shown all the same, with what the history has.
            return Optional.empty();
        }
    }

    private static JsonObject readings(JsonObject json, Evidence evidence, boolean kept) {
        JsonArray readings = new JsonArray();
        evidence.series().forEach(series -> {
            JsonArray points = new JsonArray();
            series.points()
                    .forEach(point ->
                            points.add(new JsonArray().add(point.timeMs()).add(Iso.number(point.value()))));
            readings.add(new JsonObject()
                    .put("metric", series.metric())
                    .put("unit", Metric.unitOf(series.metric()))
                    .put("points", points));
        });
        return json.put("kept", kept)
                .put("readings", readings)
                .put("note", evidence.cut() ? "there are more readings; those nearest to the alarm are shown" : null);
    }
}
