package firegate.ingest.rule;

import firegate.ingest.device.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One rule of the rule book.
 *
 * @param kinds the kinds of device it applies to
 * @param cause what it shares with the rules that describe the same trouble: of these only the highest active one has an alarm
 * @param rank its height among the rules of its cause
 * @param latched whether its alarm stays until a person resets it, although the condition is gone
 * @param levels by severity, the lowest first; several of one severity say it in different ways
 * @param message template: {@code {value}}, {@code {unit}}, {@code {limit}}, {@code {where}} are filled in
 * @param source the standard behind its numbers, or {@code eng.}
 */
public record Rule(
        String id,
        int version,
        Set<Kind> kinds,
        String cause,
        int rank,
        boolean latched,
        List<Level> levels,
        Text title,
        Text message,
        String source,
        boolean enabled) {

    /**
     * @param hold how long {@code raise} must hold before the alarm
     * @param clearHold how long {@code clear} must hold before the alarm returns
     */
    public record Level(
            Severity severity, Condition raise, Duration hold, Condition.Compare clear, Duration clearHold) {}
}
