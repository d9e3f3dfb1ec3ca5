package firegate.dashboard.api;

import firegate.ingest.alarm.Alarm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Alarms in JSON, the same in lists, on their own and on the live feed. */
public final class AlarmJson {

    /** Until people give verdicts, every alarm has this one. */
    static final String UNVERIFIED = "unverified";

    private AlarmJson() {}

    public static JsonObject of(Alarm alarm) {
        Alarm.Origin origin = alarm.origin();
        Alarm.Status status = alarm.status();
        Alarm.Handling handling = alarm.handling();
        return new JsonObject()
                .put("id", origin.id())
                .put("subject", origin.subject())
                .put("device", origin.device())
                .put("site", origin.site())
                .put("kind", origin.kind() == null ? null : origin.kind().id())
                .put("rule", origin.rule())
                .put("ruleVersion", origin.ruleVersion())
                .put("severity", status.severity().id())
                .put("state", status.state().id())
                .put("verdict", UNVERIFIED)
                .put("active", status.active())
                .put("latched", origin.latched())
                .put("late", status.late())
                .put("test", status.test())
                .put("stored", status.stored())
                .put("count", status.count())
                .put("parent", handling.parent())
                .put("children", new JsonArray(handling.children()))
                .put("title", Iso.words(origin.title()))
                .put("message", Iso.words(status.message()))
                .put("value", value(status.value()))
                .put("clock", clock(alarm.clock()))
                .put("acknowledgedBy", handling.acknowledgedBy())
                .put("assignee", null)
                .put("shelvedUntil", null)
                .put("suppressed", null)
                .put("notes", notes(handling));
    }

    private static JsonObject value(Alarm.Measured value) {
        return value == null
                ? null
                : new JsonObject()
                        .put("metric", value.metric())
                        .put("value", Iso.number(value.value()))
                        .put("unit", value.unit());
    }

    private static JsonObject clock(Alarm.Clock clock) {
        JsonObject json = new JsonObject();
        for (Alarm.Stamp stamp : Alarm.Stamp.values()) {
            json.put(stamp.id(), Iso.time(clock.at(stamp)));
        }
        return json;
    }

    private static JsonArray notes(Alarm.Handling handling) {
        JsonArray notes = new JsonArray();
        handling.notes()
                .forEach(note -> notes.add(new JsonObject()
                        .put("time", Iso.time(note.timeMs()))
                        .put("user", note.user())
                        .put("text", note.text())));
        return notes;
    }
}
