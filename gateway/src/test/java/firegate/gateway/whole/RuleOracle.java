package firegate.gateway.whole;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoublePredicate;

/**
 * Which alarms the definitions of the default rules ask for, worked out over a whole recording at once: not sample by sample,
 * as the engine does, but from the stretches of time over which a value meets a condition. A value holds until the next sample
 * of its metric. Numbers are those of the table of default rules. To cover another kind of rule, write a {@link Condition}.
 */
final class RuleOracle {

    enum Severity {
        INFO,
        MINOR,
        MAJOR,
        CRITICAL
    }

    /** From inclusive, to exclusive; the end is when it was contradicted, or the last moment looked at. */
    record Stretch(long fromMs, long toMs) {
        long lengthMs() {
            return toMs - fromMs;
        }
    }

    /** When one level of a rule is met, on-delay and off-delay included. */
    interface Condition {
        List<Stretch> met(Map<String, ? extends NavigableMap<Long, Double>> metrics, long endMs);
    }

    record Level(Severity severity, Condition condition) {}

    /**
     * One rule.
     *
     * @param cause rules of the same cause have one alarm at a time, the one with the highest rank
     */
    record Definition(String rule, String kind, String cause, int rank, List<Level> levels) {}

    /**
     * An alarm as the interface shows it.
     *
     * @param returnedMs null while the condition is met, or when a higher rule took over
     */
    record Expected(String device, String rule, long raisedMs, Severity severity, String state, Long returnedMs) {}

    /** A metric against a limit for a time, until it was on the other side of another limit for a time. */
    record Threshold(
            String metric, DoublePredicate raise, long holdSeconds, DoublePredicate clear, long clearHoldSeconds)
            implements Condition {

        @Override
        public List<Stretch> met(Map<String, ? extends NavigableMap<Long, Double>> metrics, long endMs) {
            NavigableMap<Long, Double> points = metrics.get(metric);
            if (points == null) {
                return List.of();
            }
            List<Stretch> over = stretches(points, raise, endMs);
            List<Stretch> under = stretches(points, clear, endMs);
            List<Stretch> met = new ArrayList<>();
            long after = Long.MIN_VALUE;
            while (true) {
                long on = firstHeld(over, after, holdSeconds * 1000);
                if (on == Long.MAX_VALUE) {
                    return met;
                }
                long off = firstHeld(under, on, clearHoldSeconds * 1000);
                met.add(new Stretch(on, off));
                if (off == Long.MAX_VALUE) {
                    return met;
                }
                after = off;
            }
        }

        /** When the first stretch that begins at or after a time has lasted long enough; never is the end of time. */
        private static long firstHeld(List<Stretch> stretches, long afterMs, long holdMs) {
            return stretches.stream()
                    .filter(stretch -> stretch.fromMs() >= afterMs && stretch.lengthMs() >= holdMs)
                    .mapToLong(stretch -> stretch.fromMs() + holdMs)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        }

        private static List<Stretch> stretches(NavigableMap<Long, Double> points, DoublePredicate holds, long endMs) {
            List<Stretch> stretches = new ArrayList<>();
            Long from = null;
            for (Map.Entry<Long, Double> point : points.entrySet()) {
                boolean now = holds.test(point.getValue());
                if (now && from == null) {
                    from = point.getKey();
                } else if (!now && from != null) {
                    stretches.add(new Stretch(from, point.getKey()));
                    from = null;
                }
            }
            if (from != null) {
                stretches.add(new Stretch(from, endMs));
            }
            return stretches;
        }
    }

    static final List<Definition> DEFINITIONS = List.of(
            new Definition(
                    "smoke.prealarm",
                    "smoke",
                    "smoke",
                    1,
                    List.of(new Level(Severity.MAJOR, new Threshold("smoke", v -> v >= 0.10, 30, v -> v < 0.07, 120)))),
            new Definition(
                    "smoke.heat",
                    "smoke",
                    "heat",
                    1,
                    List.of(new Level(
                            Severity.CRITICAL, new Threshold("temperature", v -> v >= 57, 30, v -> v < 52, 120)))),
            new Definition(
                    "smoke.co",
                    "smoke",
                    "co",
                    1,
                    List.of(
                            new Level(Severity.MAJOR, new Threshold("co", v -> v >= 50, 3600, v -> v < 30, 600)),
                            new Level(Severity.MAJOR, new Threshold("co", v -> v >= 100, 600, v -> v < 30, 600)),
                            new Level(Severity.CRITICAL, new Threshold("co", v -> v >= 300, 180, v -> v < 30, 600)))),
            new Definition(
                    "hydrant.low",
                    "hydrant",
                    "pressure",
                    1,
                    List.of(new Level(
                            Severity.MAJOR, new Threshold("pressure", v -> v < 0.14, 900, v -> v >= 0.15, 600)))),
            new Definition(
                    "hydrant.verylow",
                    "hydrant",
                    "pressure",
                    2,
                    List.of(new Level(
                            Severity.MAJOR, new Threshold("pressure", v -> v < 0.10, 60, v -> v >= 0.12, 300)))),
            new Definition(
                    "hydrant.nowater",
                    "hydrant",
                    "pressure",
                    3,
                    List.of(new Level(
                            Severity.MAJOR, new Threshold("pressure", v -> v < 0.02, 300, v -> v >= 0.10, 600)))),
            new Definition(
                    "hydrant.high",
                    "hydrant",
                    "high pressure",
                    1,
                    List.of(new Level(
                            Severity.MINOR, new Threshold("pressure", v -> v > 0.60, 300, v -> v < 0.55, 0)))),
            new Definition(
                    "hydrant.use",
                    "hydrant",
                    "use",
                    1,
                    List.of(new Level(Severity.MAJOR, new Threshold("flow", v -> v > 1, 30, v -> v <= 1, 300)))),
            new Definition(
                    "hydrant.freeze",
                    "hydrant",
                    "freeze",
                    1,
                    List.of(new Level(
                            Severity.MINOR, new Threshold("temperature", v -> v <= 2, 1800, v -> v >= 4, 0)))),
            new Definition(
                    "charging.battery_hot",
                    "ev_charging",
                    "battery",
                    1,
                    List.of(
                            new Level(
                                    Severity.MAJOR,
                                    new Threshold("battery_temperature", v -> v >= 50, 30, v -> v < 45, 600)),
                            new Level(
                                    Severity.CRITICAL,
                                    new Threshold("battery_temperature", v -> v >= 60, 30, v -> v < 50, 600)))));

    /** Rules that watch signals or facts that no recording has: none of them may be raised. */
    static final Set<String> WITHOUT_DATA = Set.of("smoke.fire", "charging.fire");

    /** Rules about when messages come, which recordings played at full speed on a clock that stands still say nothing about. */
    static final Set<String> ABOUT_RECEIPT = Set.of("device.late", "device.offline", "device.lost", "area.offline");

    private RuleOracle() {}

    /**
     * All alarms of one device.
     *
     * @param rules those that are in force
     * @param endMs the last moment looked at
     */
    static List<Expected> alarms(
            Set<String> rules,
            String device,
            String kind,
            Map<String, ? extends NavigableMap<Long, Double>> metrics,
            long endMs) {
        List<Definition> inForce = DEFINITIONS.stream()
                .filter(definition -> definition.kind().equals(kind) && rules.contains(definition.rule()))
                .toList();
        List<Expected> alarms = new ArrayList<>();
        inForce.stream()
                .map(Definition::cause)
                .distinct()
                .forEach(cause -> new Cause(inForce, device, cause, metrics, endMs).follow(alarms));
        return alarms;
    }

    /** The rules of one cause on one device. */
    private static final class Cause {

        private final String device;
        private final List<Definition> byFallingRank;
        private final List<List<List<Stretch>>> met;

        Cause(
                List<Definition> inForce,
                String device,
                String cause,
                Map<String, ? extends NavigableMap<Long, Double>> metrics,
                long endMs) {
            this.device = device;
            byFallingRank = inForce.stream()
                    .filter(of -> of.cause().equals(cause))
                    .sorted(Comparator.comparingInt(Definition::rank).reversed())
                    .toList();
            met = byFallingRank.stream()
                    .map(of -> of.levels().stream()
                            .map(level -> level.condition().met(metrics, endMs))
                            .toList())
                    .toList();
        }

        void follow(List<Expected> alarms) {
            TreeSet<Long> changes = new TreeSet<>();
            met.forEach(levels -> levels.forEach(stretches -> stretches.forEach(stretch -> {
                changes.add(stretch.fromMs());
                changes.add(stretch.toMs());
            })));
            changes.remove(Long.MAX_VALUE);
            Expected[] open = new Expected[byFallingRank.size()];
            int standing = -1;
            for (long now : changes) {
                int top = top(now);
                if (standing >= 0 && top != standing) {
                    boolean outranked = top >= 0 && top < standing;
                    if (outranked) {
                        alarms.add(with(open[standing], open[standing].severity(), "closed", null));
                        open[standing] = null;
                    } else {
                        open[standing] = with(open[standing], open[standing].severity(), "returned-unacked", now);
                    }
                }
                if (top >= 0) {
                    open[top] = raised(open[top], byFallingRank.get(top), severity(top, now), now);
                }
                standing = top;
            }
            for (Expected alarm : open) {
                if (alarm != null) {
                    alarms.add(alarm);
                }
            }
        }

        private Expected raised(Expected open, Definition of, Severity severity, long now) {
            if (open == null) {
                return new Expected(device, of.rule(), now, severity, "active-unacked", null);
            }
            Severity highest = severity.compareTo(open.severity()) > 0 ? severity : open.severity();
            return with(open, highest, "active-unacked", null);
        }

        private static Expected with(Expected alarm, Severity severity, String state, Long returnedMs) {
            return new Expected(alarm.device(), alarm.rule(), alarm.raisedMs(), severity, state, returnedMs);
        }

        /** The rule with the highest rank that is met, or -1. */
        private int top(long now) {
            for (int i = 0; i < met.size(); i++) {
                if (severity(i, now) != null) {
                    return i;
                }
            }
            return -1;
        }

        /** Of the highest level that is met; null when none is. */
        private Severity severity(int rule, long now) {
            Severity highest = null;
            for (int level = 0; level < met.get(rule).size(); level++) {
                if (met.get(rule).get(level).stream().anyMatch(of -> of.fromMs() <= now && now < of.toMs())) {
                    highest = byFallingRank.get(rule).levels().get(level).severity();
                }
            }
            return highest;
        }
    }
}
