package firegate.ingest.alarm;

import firegate.ingest.rule.Severity;

/**
 * When an alarm that nobody acknowledges calls for more people: a critical one after 60 s and 180 s, a major one after ten
 * minutes. Tests and suppressed alarms do not.
 */
public final class Escalation {

    private static final long[] CRITICAL = {60_000, 180_000};
    private static final long[] MAJOR = {600_000};
    private static final long[] NEVER = {};

    private Escalation() {}

    /** The level that an alarm has reached by now; never below the one that it has. */
    public static int level(Alarm alarm, long nowMs) {
        Attention attention = alarm.attention();
        int level = attention.escalation();
        if (attention.unseenSinceMs() == null
                || attention.suppressed() != null
                || alarm.status().test()) {
            return level;
        }
        long waitedMs = nowMs - attention.unseenSinceMs();
        long[] steps = steps(alarm.status().severity());
        for (int i = level; i < steps.length && waitedMs >= steps[i]; i++) {
            level = i + 1;
        }
        return level;
    }

    private static long[] steps(Severity severity) {
        return switch (severity) {
            case CRITICAL -> CRITICAL;
            case MAJOR -> MAJOR;
            case MINOR, INFO -> NEVER;
        };
    }
}
