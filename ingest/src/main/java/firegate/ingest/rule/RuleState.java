package firegate.ingest.rule;

/** Where one rule of one device stands. Owned by its {@link DeviceState}. */
final class RuleState {

    enum Phase {
        IDLE,
        /** The condition holds, its delay has not passed. */
        PENDING,
        ACTIVE,
        /** Active, the clear condition holds, its delay has not passed. */
        CLEARING
    }

    final Rule rule;
    final Phase[] phase;
    /** Start of a PENDING or CLEARING phase, device time. */
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
        java.util.Arrays.fill(phase, Phase.IDLE);
        latchedClear = false;
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

    boolean waiting() {
        for (Phase p : phase) {
            if (p == Phase.PENDING || p == Phase.CLEARING) {
                return true;
            }
        }
        return false;
    }

    /** When the running delay of a level ends, device time. */
    long deadlineMs(int level) {
        Rule.Level of = rule.levels().get(level);
        return sinceMs[level] + (phase[level] == Phase.PENDING ? of.hold() : of.clearHold()).toMillis();
    }
}
