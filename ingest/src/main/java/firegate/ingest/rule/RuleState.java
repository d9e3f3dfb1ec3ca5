package firegate.ingest.rule;

import java.util.Arrays;

/** Where one rule of one device stands. Owned by its {@link DeviceState}. */
final class RuleState {

    enum Phase {
        IDLE,
        /** The condition holds, its delay has not passed. */
        PENDING,
        ACTIVE,
        /** Active, the clear condition holds, its delay has not passed. */
        CLEARING,
        /** A silence whose alarm a person ended: it says nothing new until the device was heard again. */
        DISMISSED
    }

    final Rule rule;
    final Phase[] phase;
    /** Start of a PENDING or CLEARING phase, device time; 0 otherwise. */
    final long[] sinceMs;
    /** A latched rule whose condition is gone and which nobody has reset. */
    boolean latchedClear;

    RuleState(Rule rule) {
        this.rule = rule;
        int levels = rule.levels().size();
        phase = new Phase[levels];
        sinceMs = new long[levels];
        idle();
    }

    void idle() {
        Arrays.fill(phase, Phase.IDLE);
        Arrays.fill(sinceMs, 0);
        latchedClear = false;
    }

    /** Puts one level into another phase, which a latched rule remembers when it is no longer met. */
    void step(int level, Phase next, long timeMs) {
        boolean wasActive = activeLevel() >= 0;
        phase[level] = next;
        sinceMs[level] = next == Phase.PENDING || next == Phase.CLEARING ? timeMs : 0;
        boolean active = activeLevel() >= 0;
        latchedClear = rule.latched() && !active && (wasActive || latchedClear);
    }

    /** Index of the highest level that is met, or -1. */
    int activeLevel() {
        for (int i = phase.length - 1; i >= 0; i--) {
            if (phase[i] == Phase.ACTIVE || phase[i] == Phase.CLEARING) {
                return i;
            }
        }
        return -1;
    }

    boolean idling() {
        for (Phase p : phase) {
            if (p != Phase.IDLE) {
                return false;
            }
        }
        return !latchedClear;
    }

    /** When the running delay of a level ends, device time; {@link Long#MAX_VALUE} when none runs. */
    long delayEndsMs(int level) {
        Rule.Level of = rule.levels().get(level);
        return switch (phase[level]) {
            case PENDING -> sinceMs[level] + of.hold().toMillis();
            case CLEARING -> sinceMs[level] + of.clearHold().toMillis();
            default -> Long.MAX_VALUE;
        };
    }
}
