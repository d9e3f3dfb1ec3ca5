package firegate.ingest.rule;

import firegate.ingest.device.Kind;
import firegate.ingest.rule.RuleState.Phase;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import java.util.function.Consumer;

/**
 * Evaluates the rule book, device by device, on event time. A value holds until it is contradicted: a delay has passed when a
 * later sample of the device is past its end, or when as much time has gone by since the receipt of the last one
 * ({@link #tick}). Knows no clock and does no I/O: the same calls give the same signals.
 */
public final class RuleEngine {

    private static final String FIRE = Reading.FIRE;
    private static final String TEST = "test";

    private RuleBook book;

    public RuleEngine(RuleBook book) {
        this.book = book;
    }

    public RuleBook book() {
        return book;
    }

    /** Puts another rule book in force for the states that are bound from now on. */
    public void use(RuleBook newBook) {
        book = newBook;
    }

    /** Follows a change of kind or of the rule book. */
    public void bind(DeviceState state, Kind kind) {
        if (state.kind() != kind || state.chapter() != book.chapter(kind)) {
            state.bind(kind, book);
            state.changed = true;
        }
    }

    /** Any message of the device came in, also a duplicate or a rejected one: it is not silent. */
    public void seen(DeviceState state, long receivedMs, Consumer<Signal> out) {
        synchronized (state) {
            if (receivedMs > state.lastSeenMs) {
                state.lastSeenMs = receivedMs;
                state.changed = true;
            }
            for (int i : state.chapter().silence) {
                if (state.rules[i].activeLevel() >= 0) {
                    state.rules[i].idle();
                    settle(state, receivedMs, receivedMs, false, out);
                }
            }
        }
    }

    /**
     * Takes one reading.
     *
     * @param fireTaken whether {@link #fire} has taken its fire bit already
     */
    public void accept(DeviceState state, Reading reading, long receivedMs, boolean fireTaken, Consumer<Signal> out) {
        synchronized (state) {
            state.changed = true;
            long timeMs = reading.timeMs();
            MetricValues values = reading.values();
            if (timeMs >= state.lastEventMs) {
                advance(state, timeMs, receivedMs, out);
                state.lastEventMs = timeMs;
                state.lastEventReceivedMs = receivedMs;
            }
            double test = values.get(TEST);
            boolean declaredTest = !Double.isNaN(test) && test != 0;
            for (int i = 0; i < values.size(); i++) {
                String metric = values.name(i);
                if (metric.equals(FIRE) && values.value(i) != 0) {
                    if (!fireTaken) {
                        fireSignal(state, timeMs, receivedMs, declaredTest, out);
                    }
                } else if (state.take(metric, values.value(i), timeMs)) {
                    evaluate(state, metric, timeMs, receivedMs, declaredTest, out);
                }
            }
        }
    }

    /** Takes a true fire bit ahead of everything else, or one that was read in a rejected message. */
    public void fire(DeviceState state, long timeMs, long receivedMs, boolean test, Consumer<Signal> out) {
        synchronized (state) {
            state.changed = true;
            fireSignal(state, timeMs, receivedMs, test, out);
        }
    }

    /** A fire that is older than what is known is past, but a fire all the same: it is never ignored. */
    private void fireSignal(DeviceState state, long timeMs, long receivedMs, boolean test, Consumer<Signal> out) {
        if (!state.newFire(timeMs)) {
            return;
        }
        boolean newest = state.take(FIRE, 1, timeMs);
        for (int i : state.chapter().rulesOf(FIRE)) {
            RuleState rule = state.rules[i];
            if (newest) {
                evaluateRule(state, i, timeMs, receivedMs, test, out);
            } else if (rule.activeLevel() >= 0) {
                out.accept(signal(state, Signal.Type.REPEATED, rule, timeMs, receivedMs, test));
            } else {
                step(rule, 0, Phase.ACTIVE, timeMs);
                settle(state, timeMs, receivedMs, test, out);
                step(rule, 0, Phase.IDLE, state.lastEventMs);
                settle(state, state.lastEventMs, receivedMs, test, out);
            }
        }
    }

    /** Lets time pass: delays that end and silences that begin until {@code nowMs} take effect. */
    public void tick(DeviceState state, long nowMs, Consumer<Signal> out) {
        synchronized (state) {
            if (state.lastEventReceivedMs != Long.MIN_VALUE) {
                long eventNow = state.lastEventMs + Math.max(0, nowMs - state.lastEventReceivedMs);
                advance(state, eventNow, state.lastEventReceivedMs, out);
            }
            for (int i : state.chapter().silence) {
                RuleState rule = state.rules[i];
                long deadline = silenceDeadlineMs(state, rule);
                if (deadline <= nowMs && rule.activeLevel() < 0) {
                    rule.phase[0] = Phase.ACTIVE;
                    state.changed = true;
                    settle(state, deadline, state.lastSeenMs, false, out);
                }
            }
        }
    }

    /** When {@link #tick} has something to do for this device next, wall time; {@link Long#MAX_VALUE} when never. */
    public long nextDeadlineMs(DeviceState state) {
        long next = Long.MAX_VALUE;
        for (RuleState rule : state.rules) {
            for (int level = 0; level < rule.phase.length; level++) {
                if (rule.phase[level] == Phase.PENDING || rule.phase[level] == Phase.CLEARING) {
                    long remaining = Math.max(0, rule.deadlineMs(level) - state.lastEventMs);
                    next = Math.min(next, state.lastEventReceivedMs + remaining);
                }
            }
            if (rule.activeLevel() < 0) {
                next = Math.min(next, silenceDeadlineMs(state, rule));
            }
        }
        return next;
    }

    /**
     * A person reset or closed the alarm of a rule: it starts anew, and a lower rule of the same cause that is met gets its own
     * alarm.
     */
    public void dismiss(DeviceState state, String ruleId, long nowMs, Consumer<Signal> out) {
        synchronized (state) {
            int i = state.chapter().indexOf(ruleId);
            if (i >= 0) {
                state.changed = true;
                state.rules[i].idle();
                settle(state, nowMs, nowMs, false, out);
            }
        }
    }

    private static long silenceDeadlineMs(DeviceState state, RuleState rule) {
        if (rule.rule.levels().get(0).raise() instanceof Condition.Silence silence
                && state.intervalMs > 0
                && state.lastSeenMs != Long.MIN_VALUE) {
            return Math.max(state.lastSeenMs, state.graceMs) + silence.limitMs(state.intervalMs);
        }
        return Long.MAX_VALUE;
    }

    /** Ends the delays that are over at {@code timeMs}, because what was last seen has held until then. */
    private void advance(DeviceState state, long timeMs, long receivedMs, Consumer<Signal> out) {
        for (RuleState rule : state.rules) {
            for (int level = 0; level < rule.phase.length; level++) {
                Phase phase = rule.phase[level];
                if ((phase == Phase.PENDING || phase == Phase.CLEARING) && rule.deadlineMs(level) <= timeMs) {
                    long deadline = rule.deadlineMs(level);
                    state.changed = true;
                    step(rule, level, phase == Phase.PENDING ? Phase.ACTIVE : Phase.IDLE, deadline);
                    settle(state, deadline, receivedMs, false, out);
                }
            }
        }
    }

    private void evaluate(
            DeviceState state, String metric, long timeMs, long receivedMs, boolean test, Consumer<Signal> out) {
        for (int i : state.chapter().rulesOf(metric)) {
            evaluateRule(state, i, timeMs, receivedMs, test, out);
        }
    }

    private void evaluateRule(
            DeviceState state, int index, long timeMs, long receivedMs, boolean test, Consumer<Signal> out) {
        RuleState rule = state.rules[index];
        boolean repeated = false;
        for (int i = 0; i < rule.phase.length; i++) {
            Rule.Level level = rule.rule.levels().get(i);
            if (!(level.raise() instanceof Condition.Compare raise)) {
                continue;
            }
            double value = state.latest(raise.metric());
            boolean met = raise.holds(value);
            boolean clear = !met && level.clear().holds(value);
            switch (rule.phase[i]) {
                case IDLE -> {
                    if (met) {
                        step(rule, i, level.hold().isZero() ? Phase.ACTIVE : Phase.PENDING, timeMs);
                    }
                }
                case PENDING -> {
                    if (!met) {
                        step(rule, i, Phase.IDLE, timeMs);
                    }
                }
                case ACTIVE -> {
                    if (clear) {
                        step(rule, i, level.clearHold().isZero() ? Phase.IDLE : Phase.CLEARING, timeMs);
                    } else {
                        repeated |= met;
                    }
                }
                case CLEARING -> {
                    if (!clear) {
                        step(rule, i, Phase.ACTIVE, timeMs);
                        repeated |= met;
                    }
                }
            }
        }
        boolean announced = settle(state, timeMs, receivedMs, test, out);
        if (repeated && !announced && state.announced[state.chapter().causeOf[index]].rule == index) {
            out.accept(signal(state, Signal.Type.REPEATED, rule, timeMs, receivedMs, test));
        }
    }

    private static void step(RuleState rule, int level, Phase phase, long timeMs) {
        rule.phase[level] = phase;
        rule.sinceMs[level] = timeMs;
        if (rule.rule.latched()) {
            rule.latchedClear = phase == Phase.IDLE && rule.activeLevel() < 0;
        }
    }

    /** Compares each cause with what was last said of it and says what changed. */
    private static boolean settle(DeviceState state, long timeMs, long receivedMs, boolean test, Consumer<Signal> out) {
        boolean spoke = false;
        for (int cause = 0; cause < state.announced.length; cause++) {
            DeviceState.Announced said = state.announced[cause];
            int top = highest(state, state.chapter().causes.get(cause));
            if (top != said.rule) {
                if (said.rule >= 0) {
                    RuleState left = state.rules[said.rule];
                    boolean outranked = top >= 0 && state.rules[top].rule.rank() > left.rule.rank();
                    out.accept(left(state, left, outranked ? state.rules[top].rule : null, said, timeMs, receivedMs));
                    spoke = true;
                }
                said.set(top, null, false);
            }
            if (top < 0) {
                continue;
            }
            RuleState rule = state.rules[top];
            int level = rule.activeLevel();
            if (level >= 0) {
                Severity severity = rule.rule.levels().get(level).severity();
                boolean higher = said.severity == null || severity.compareTo(said.severity) > 0;
                if (!said.active || higher) {
                    out.accept(signal(state, Signal.Type.RAISED, rule, timeMs, receivedMs, test));
                    spoke = true;
                }
                said.set(top, higher ? severity : said.severity, true);
            } else if (said.active) {
                out.accept(left(state, rule, null, said, timeMs, receivedMs));
                said.active = false;
                spoke = true;
            }
        }
        return spoke;
    }

    /** The rule of a cause that has its alarm: the highest that is met, or latched and not reset; -1 when none is. */
    private static int highest(DeviceState state, int[] byFallingRank) {
        for (int i : byFallingRank) {
            if (state.rules[i].activeLevel() >= 0 || state.rules[i].latchedClear) {
                return i;
            }
        }
        return -1;
    }

    private static Signal signal(
            DeviceState state, Signal.Type type, RuleState rule, long timeMs, long receivedMs, boolean test) {
        int level = Math.max(0, rule.activeLevel());
        Rule.Level of = rule.rule.levels().get(level);
        return new Signal(
                type,
                rule.rule,
                of.severity(),
                timeMs,
                receivedMs,
                of.raise().metric(),
                of.raise().metric().equals(FIRE) ? 1 : measured(state, of.raise(), timeMs),
                test,
                null);
    }

    private static Signal left(
            DeviceState state, RuleState rule, Rule by, DeviceState.Announced said, long timeMs, long receivedMs) {
        Condition raise = rule.rule.levels().get(0).raise();
        return new Signal(
                by == null ? Signal.Type.RETURNED : Signal.Type.SUPERSEDED,
                rule.rule,
                said.severity == null ? rule.rule.levels().get(0).severity() : said.severity,
                timeMs,
                receivedMs,
                raise.metric(),
                measured(state, raise, timeMs),
                false,
                by);
    }

    /** The value that a condition looks at; for silence its length in seconds. */
    private static double measured(DeviceState state, Condition condition, long timeMs) {
        if (condition instanceof Condition.Compare compare) {
            return state.latest(compare.metric());
        }
        return Math.max(0, timeMs - state.lastSeenMs) / 1000.0;
    }
}
