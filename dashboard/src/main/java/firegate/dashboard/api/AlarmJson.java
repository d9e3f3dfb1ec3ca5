package firegate.dashboard.api;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Attention;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Alarms in JSON, the same in lists, on their own and on the live feed. */
public final class AlarmJson {

    private AlarmJson() {}

    public static JsonObject of(Alarm alarm) {
        Alarm.Origin origin = alarm.origin();
        Alarm.Status status = alarm.status();
        Alarm.Handling handling = alarm.handling();
        Alarm.Judgement judgement = handling.judgement();
        Attention attention = alarm.attention();
        Attention.Shelf shelf = attention.shelf();
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
                .put("verdict", handling.verdict().id())
                .put(
                        "cause",
                        judgement == null || judgement.cause() == null
                                ? null
                                : judgement.cause().id())
                .put("verdictBy", judgement == null ? null : judgement.by())
                .put("active", status.active())
                .put("latched", origin.latched())
                .put("late", status.late())
                .put("test", status.test())
                .put("testBy", !status.test() ? null : attention.siteTest() ? "site" : "device")
                .put("stored", status.stored())
                .put("count", status.count())
                .put("parent", handling.parent())
                .put("children", new JsonArray(handling.children()))
                .put("title", Iso.words(origin.title()))
                .put("message", Iso.words(status.message()))
                .put("value", value(status.value()))
                .put("clock", clock(alarm.clock()))
                .put("acknowledgedBy", handling.acknowledgedBy())
                .put("assignee", handling.assignee())
                .put("shelvedUntil", shelf == null ? null : Iso.time(shelf.untilMs()))
                .put("shelvedBy", shelf == null ? null : shelf.by())
                .put("shelveReason", shelf == null ? null : shelf.reason())
                .put(
                        "suppressed",
                        attention.suppressed() == null
                                ? null
                                : attention.suppressed().id())
                .put("escalation", attention.escalation())
                .put("notes", notes(handling))
                .put("version", alarm.version());
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

    /** Who had it on a screen, and when first. */
    static JsonArray seen(Alarm alarm) {
        JsonArray seen = new JsonArray();
        alarm.attention()
                .seen()
                .forEach(
                        one -> seen.add(new JsonObject().put("user", one.user()).put("time", Iso.time(one.timeMs()))));
        return seen;
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
