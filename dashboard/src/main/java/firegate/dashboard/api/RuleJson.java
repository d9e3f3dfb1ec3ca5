package firegate.dashboard.api;

import firegate.ingest.device.Kind;
import firegate.ingest.rule.Condition;
import firegate.ingest.rule.Rule;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Rules in JSON, their conditions in the words of the rule book. */
final class RuleJson {

    private RuleJson() {}

    static JsonObject of(Rule rule) {
        return new JsonObject()
                .put("id", rule.id())
                .put("version", rule.version())
                .put("enabled", rule.enabled())
                .put(
                        "kinds",
                        new JsonArray(
                                rule.kinds().stream().map(Kind::id).sorted().toList()))
                .put("cause", rule.cause())
                .put("rank", rule.rank())
                .put("latched", rule.latched())
                .put("levels", levels(rule))
                .put("title", Iso.words(rule.title()))
                .put("message", Iso.words(rule.message()))
                .put("source", rule.source());
    }

    static JsonArray levels(Rule rule) {
        JsonArray levels = new JsonArray();
        for (Rule.Level level : rule.levels()) {
            levels.add(new JsonObject()
                    .put("severity", level.severity().id())
                    .put("when", condition(level.raise()))
                    .put("for", Durations.format(level.hold()))
                    .put("clear", level.clear() == null ? null : condition(level.clear()))
                    .put("clearFor", Durations.format(level.clearHold())));
        }
        return levels;
    }

    private static String condition(Condition condition) {
        if (condition instanceof Condition.Compare compare) {
            return compare.metric() + " " + compare.operator().sign() + " " + Iso.number(compare.threshold());
        }
        if (condition instanceof Condition.Silence silence) {
            return "silence > " + Iso.number(silence.factor()) + " x interval, floor "
                    + Durations.format(silence.floor());
        }
        throw new IllegalArgumentException("no words for " + condition);
    }
}
