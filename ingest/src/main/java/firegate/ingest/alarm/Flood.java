package firegate.ingest.alarm;

import java.time.Duration;
import java.util.Arrays;

/**
 * Whether alarms come faster than people can follow, after ISA-18.2: a flood begins with more than ten alarms in ten minutes
 * and lasts until there are fewer than five.
 */
public final class Flood {

    public static final int BEGINS_ABOVE = 10;
    public static final int ENDS_BELOW = 5;
    public static final long WINDOW_MS = Duration.ofMinutes(10).toMillis();

    /** The latest, newest first; no more than these decide. */
    private final long[] raised = new long[BEGINS_ABOVE + 1];

    private boolean on;
    private long count;

    public Flood() {
        Arrays.fill(raised, Long.MIN_VALUE);
    }

    /** Takes note of an alarm that people are called for. */
    public void raised(long nowMs) {
        System.arraycopy(raised, 0, raised, 1, BEGINS_ABOVE);
        raised[0] = nowMs;
        count++;
    }

    /** Looks at the clock; true when a flood began or ended. */
    public boolean turned(long nowMs) {
        boolean was = on;
        on = on ? within(ENDS_BELOW, nowMs) : within(BEGINS_ABOVE + 1, nowMs);
        if (on && !was) {
            count = BEGINS_ABOVE + 1L;
        }
        return on != was;
    }

    private boolean within(int latest, long nowMs) {
        long time = raised[latest - 1];
        return time != Long.MIN_VALUE && nowMs - time < WINDOW_MS;
    }

    /** Goes on with a flood that was under way before a restart. */
    public void goOn(long nowMs) {
        Arrays.fill(raised, nowMs);
        on = true;
        count = 0;
    }

    /** The clock was set: what is in the future counts as now. */
    public void clockStepped(long nowMs) {
        for (int i = 0; i < raised.length; i++) {
            raised[i] = Math.min(raised[i], nowMs);
        }
    }

    public boolean on() {
        return on;
    }

    /** Alarms since the flood began. */
    public long count() {
        return count;
    }
}
