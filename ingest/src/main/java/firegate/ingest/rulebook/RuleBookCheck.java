package firegate.ingest.rulebook;

import firegate.ingest.rule.Condition;
import firegate.ingest.rule.Condition.Compare;
import firegate.ingest.rule.Rule;
import firegate.ingest.rulebook.RuleBookReader.RuleBookException;
import firegate.ingest.telemetry.Reading;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a rule book must hold although each of its values is possible by itself. */
final class RuleBookCheck {

    private RuleBookCheck() {}

    static void alone(Rule rule) {
        List<Rule.Level> levels = rule.levels();
        for (int i = 0; i < levels.size(); i++) {
            Rule.Level level = levels.get(i);
            if (i > 0 && level.severity().compareTo(levels.get(i - 1).severity()) < 0) {
                throw wrong(rule, "levels must not fall in severity");
            }
            if (level.raise() instanceof Compare raise) {
                compare(rule, level, raise);
            } else if (levels.size() > 1
                    || level.clear() != null
                    || !level.hold().isZero()
                    || rule.latched()) {
                throw wrong(rule, "silence has one level without for and clear, and is not latched");
            }
        }
    }

    private static void compare(Rule rule, Rule.Level level, Compare raise) {
        Compare clear = level.clear();
        if (clear == null) {
            throw wrong(rule, "needs a clear condition");
        }
        if (!clear.metric().equals(raise.metric()) || overlaps(raise, clear)) {
            throw wrong(rule, "clear must be met on the other side of when, on the same metric");
        }
        boolean plain = raise.operator() == Condition.Operator.EQUAL
                && raise.threshold() == 1
                && level.hold().isZero()
                && level.clearHold().isZero();
        if (raise.metric().equals(Reading.FIRE) && (!plain || rule.levels().size() > 1)) {
            throw wrong(
                    rule, "a rule on fire is 'fire = 1' without a delay: a detector's fire signal is never held back");
        }
    }

    /** Whether a value meets both conditions. */
    private static boolean overlaps(Compare raise, Compare clear) {
        double at = raise.threshold();
        double to = clear.threshold();
        return switch (raise.operator()) {
            case EQUAL -> clear.holds(at);
            case GREATER, GREATER_OR_EQUAL -> !below(clear) || to > at || (raise.holds(at) && clear.holds(at));
            case LESS, LESS_OR_EQUAL -> !above(clear) || to < at || (raise.holds(at) && clear.holds(at));
        };
    }

    private static boolean below(Compare clear) {
        return clear.operator() == Condition.Operator.LESS || clear.operator() == Condition.Operator.LESS_OR_EQUAL;
    }

    private static boolean above(Compare clear) {
        return clear.operator() == Condition.Operator.GREATER
                || clear.operator() == Condition.Operator.GREATER_OR_EQUAL;
    }

    static void together(List<Rule> rules) {
        Set<String> ids = new HashSet<>();
        Map<String, Rule> ranks = new HashMap<>();
        for (Rule rule : rules) {
            if (!ids.add(rule.id())) {
                throw wrong(rule, "there are two rules of this id");
            }
            Rule same = ranks.put(rule.cause() + '|' + rule.rank(), rule);
            if (same != null && !Collections.disjoint(same.kinds(), rule.kinds())) {
                throw wrong(rule, "has the rank of " + same.id() + ", which is of the same cause");
            }
        }
    }

    private static RuleBookException wrong(Rule rule, String problem) {
        return new RuleBookException(rule.id() + ": " + problem);
    }
}
