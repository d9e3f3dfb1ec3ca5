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

    /**
     * Follows a change of kind or of the rule book. The alarm of a rule that no longer applies returns; a rule that applies
     * from now on looks at the last values, so that a fire that burns while its device is claimed has an alarm before and
     * after.
     */
    public void bind(DeviceState state, Kind kind, long nowMs, Consumer<Signal> out) {
        synchronized (state) {
            RuleBook.Chapter before = state.chapter();
            RuleBook.Chapter after = book.chapter(kind);
            if (state.kind() == kind && before == after) {
                return;
            }
            for (DeviceState.Announced said : state.announced) {
                if (said.active && after.indexOf(before.rules.get(said.rule).id()) < 0) {
                    out.accept(left(state, state.rules[said.rule], null, said, nowMs, nowMs));
                }
            }
            state.bind(kind, book);
            for (int i = 0; i < after.rules.size(); i++) {
                if (before.indexOf(after.rules.get(i).id()) < 0) {
                    String metric = after.rules.get(i).levels().get(0).raise().metric();
                    evaluateRule(state, i, state.timeOf(metric), nowMs, false, out);
                }
            }
            settleAll(state, nowMs, nowMs, out);
        }
    }

    /** Any message of the device came in, also a duplicate or a rejected one: it is not silent. */
    public void seen(DeviceState state, long receivedMs, Consumer<Signal> out) {
        synchronized (state) {
            state.followClock(receivedMs);
            state.lastSeenMs = Math.max(state.lastSeenMs, receivedMs);
            for (int i : state.chapter().silence) {
                if (!state.rules[i].idling()) {
                    state.rules[i].idle();
                    settle(state, state.chapter().causeOf[i], receivedMs, receivedMs, false, out);
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
            long timeMs = reading.timeMs();
            MetricValues values = reading.values();
            state.followClock(receivedMs);
            if (timeMs >= state.lastEventMs) {
                advance(state, timeMs, receivedMs, out);
                state.lastEventMs = timeMs;
                state.lastEventReceivedMs = receivedMs;
            }
            boolean test = isTest(reading);
            for (int i = 0; i < values.size(); i++) {
                String metric = values.name(i);
                double value = values.value(i);
                if (value != 0 && metric.equals(FIRE)) {
                    if (!fireTaken) {
                        fireSignal(state, timeMs, receivedMs, test, out);
                    }
                    continue;
                }
                int[] rules = state.take(metric, value, timeMs);
                if (rules != null) {
                    for (int rule : rules) {
                        evaluateRule(state, rule, timeMs, receivedMs, test, out);
                    }
                }
            }
        }
    }

    /** Takes a true fire bit ahead of everything else, or one that was read in a rejected message. */
    public void fire(DeviceState state, long timeMs, long receivedMs, boolean test, Consumer<Signal> out) {
        synchronized (state) {
            fireSignal(state, timeMs, receivedMs, test, out);
        }
    }

    /** Whether the device declares a reading as a test. */
    public static boolean isTest(Reading reading) {
        double test = reading.values().get(TEST);
        return !Double.isNaN(test) && test != 0;
    }

    /** A fire that a newer value contradicts is past, but a fire all the same: it is never ignored. */
    private void fireSignal(DeviceState state, long timeMs, long receivedMs, boolean test, Consumer<Signal> out) {
        if (!state.newFire(timeMs)) {
            return;
        }
        state.take(FIRE, 1, timeMs);
        boolean contradicted = state.latest(FIRE) == 0;
        long contradictedMs = state.timeOf(FIRE);
        for (int i : state.chapter().rulesOf(FIRE)) {
            RuleState rule = state.rules[i];
            if (!contradicted) {
                evaluateRule(state, i, timeMs, receivedMs, test, out);
            } else if (rule.activeLevel() >= 0) {
                out.accept(signal(state, Signal.Type.REPEATED, rule, timeMs, receivedMs, test));
            } else {
                int cause = state.chapter().causeOf[i];
                rule.step(0, Phase.ACTIVE, timeMs);
                settle(state, cause, timeMs, receivedMs, test, out);
                rule.step(0, Phase.IDLE, contradictedMs);
                settle(state, cause, contradictedMs, receivedMs, test, out);
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
                if (deadline <= nowMs && rule.idling()) {
                    rule.step(0, Phase.ACTIVE, deadline);
                    settle(state, state.chapter().causeOf[i], deadline, state.lastSeenMs, false, out);
                }
            }
        }
    }

    /** When {@link #tick} has something to do for this device next, wall time; {@link Long#MAX_VALUE} when never. */
    public long nextDeadlineMs(DeviceState state) {
        long next = Long.MAX_VALUE;
        if (state.delayEndsMs != Long.MAX_VALUE && state.lastEventReceivedMs != Long.MIN_VALUE) {
            next = state.lastEventReceivedMs + Math.max(0, state.delayEndsMs - state.lastEventMs);
        }
        for (int i : state.chapter().silence) {
            if (state.rules[i].idling()) {
                next = Math.min(next, silenceDeadlineMs(state, state.rules[i]));
            }
        }
        return next;
    }

    /**
     * A person reset or closed the alarm of a rule: it starts anew with the next reading, and a lower rule of the same cause
     * that is met gets its own alarm. A silence says nothing more until the device was heard again.
     */
    public void dismiss(DeviceState state, String ruleId, long nowMs, Consumer<Signal> out) {
        synchronized (state) {
            int i = state.chapter().indexOf(ruleId);
            if (i >= 0) {
                RuleState rule = state.rules[i];
                boolean silent =
                        rule.activeLevel() >= 0 && rule.rule.levels().get(0).raise() instanceof Condition.Silence;
                rule.idle();
                if (silent) {
                    rule.step(0, Phase.DISMISSED, nowMs);
                }
                int cause = state.chapter().causeOf[i];
                if (state.announced[cause].rule == i) {
                    state.announced[cause].set(-1, null, false);
                }
                state.findDelayEnd();
                settle(state, cause, nowMs, nowMs, false, out);
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

    /** Ends, in their order, the delays that are over at {@code timeMs}: what was last seen has held until then. */
    private static void advance(DeviceState state, long timeMs, long receivedMs, Consumer<Signal> out) {
        while (state.delayEndsMs <= timeMs) {
            long endMs = state.delayEndsMs;
            for (RuleState rule : state.rules) {
                for (int level = 0; level < rule.phase.length; level++) {
                    if (rule.delayEndsMs(level) == endMs) {
                        rule.step(level, rule.phase[level] == Phase.PENDING ? Phase.ACTIVE : Phase.IDLE, endMs);
                    }
                }
            }
            state.findDelayEnd();
            settleAll(state, endMs, receivedMs, out);
        }
    }

    private static void evaluateRule(
            DeviceState state, int index, long timeMs, long receivedMs, boolean test, Consumer<Signal> out) {
        RuleState rule = state.rules[index];
        boolean stepped = false;
        boolean repeated = false;
        for (int i = 0; i < rule.phase.length; i++) {
            Rule.Level level = rule.rule.levels().get(i);
            if (!(level.raise() instanceof Condition.Compare raise)) {
                continue;
            }
            double value = state.latest(raise.metric());
            boolean met = raise.holds(value);
            boolean clear = !met && level.clear().holds(value);
            Phase next = next(rule.phase[i], level, met, clear);
            repeated |= met && next == Phase.ACTIVE;
            if (next != rule.phase[i]) {
                rule.step(i, next, timeMs);
                stepped = true;
            }
        }
        int cause = state.chapter().causeOf[index];
        boolean announced = false;
        if (stepped) {
            state.findDelayEnd();
            announced = settle(state, cause, timeMs, receivedMs, test, out);
        }
        if (repeated && !announced && state.announced[cause].rule == index) {
            out.accept(signal(state, Signal.Type.REPEATED, rule, timeMs, receivedMs, test));
        }
    }

    private static Phase next(Phase phase, Rule.Level level, boolean met, boolean clear) {
        return switch (phase) {
            case IDLE, DISMISSED -> met ? level.hold().isZero() ? Phase.ACTIVE : Phase.PENDING : Phase.IDLE;
            case PENDING -> met ? Phase.PENDING : Phase.IDLE;
            case ACTIVE -> clear ? level.clearHold().isZero() ? Phase.IDLE : Phase.CLEARING : Phase.ACTIVE;
            case CLEARING -> clear ? Phase.CLEARING : Phase.ACTIVE;
        };
    }

    private static void settleAll(DeviceState state, long timeMs, long receivedMs, Consumer<Signal> out) {
        for (int cause = 0; cause < state.announced.length; cause++) {
            settle(state, cause, timeMs, receivedMs, false, out);
        }
    }

    /**
     * Compares a cause with what was last said of it and says what changed; an alarm that takes over comes before the one
     * that it takes over from.
     */
    private static boolean settle(
            DeviceState state, int cause, long timeMs, long receivedMs, boolean test, Consumer<Signal> out) {
        DeviceState.Announced said = state.announced[cause];
        int was = said.rule;
        int top = highest(state, state.chapter().causes.get(cause));
        if (was >= 0 && top != was) {
            RuleState left = state.rules[was];
            boolean outranked = top >= 0 && state.rules[top].rule.rank() > left.rule.rank();
            Signal leaving = left(state, left, outranked ? state.rules[top].rule : null, said, timeMs, receivedMs);
            said.set(-1, null, false);
            if (outranked) {
                stand(state, said, top, timeMs, receivedMs, test, out);
                out.accept(leaving);
            } else {
                out.accept(leaving);
                stand(state, said, top, timeMs, receivedMs, test, out);
            }
            return true;
        }
        return stand(state, said, top, timeMs, receivedMs, test, out);
    }

    /** Says what changed of the rule that has the alarm of its cause. */
    private static boolean stand(
            DeviceState state,
            DeviceState.Announced said,
            int top,
            long timeMs,
            long receivedMs,
            boolean test,
            Consumer<Signal> out) {
        if (top < 0) {
            return false;
        }
        RuleState rule = state.rules[top];
        int level = rule.activeLevel();
        if (level < 0) {
            boolean returned = said.rule == top && said.active;
            if (returned) {
                out.accept(left(state, rule, null, said, timeMs, receivedMs));
            }
            said.set(top, said.severity, false);
            return returned;
        }
        Severity severity = rule.rule.levels().get(level).severity();
        boolean higher = said.severity == null || severity.compareTo(said.severity) > 0;
        boolean raised = said.rule != top || !said.active || higher;
        said.set(top, higher ? severity : said.severity, true);
        if (raised) {
            out.accept(signal(state, Signal.Type.RAISED, rule, timeMs, receivedMs, test));
        }
        return raised;
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
