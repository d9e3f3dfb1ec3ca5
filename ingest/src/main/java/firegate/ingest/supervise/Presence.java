package firegate.ingest.supervise;

import java.time.Duration;

/** What a device's silence means for people: how long ago it was heard against how often it should be. */
public enum Presence {
    NEVER,
    ONLINE,
    LATE,
    OFFLINE,
    LOST;

    private static final long FLOOR_MS = Duration.ofMinutes(5).toMillis();
    /** Assumed for a device that nobody gave an interval. */
    private static final long DEFAULT_INTERVAL_MS = Duration.ofHours(24).toMillis();

    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * @param lastSeenMs receipt of the last message, or null
     * @param interval expected interval between messages, or null
     */
    public static Presence of(Long lastSeenMs, Duration interval, long nowMs) {
        if (lastSeenMs == null) {
            return NEVER;
        }
        long intervalMs = interval == null ? DEFAULT_INTERVAL_MS : interval.toMillis();
        long silence = nowMs - lastSeenMs;
        if (silence < Math.max(FLOOR_MS, Math.round(1.25 * intervalMs))) {
            return ONLINE;
        }
        if (silence < Math.max(FLOOR_MS, Math.round(2.2 * intervalMs))) {
            return LATE;
        }
        return silence < Math.max(FLOOR_MS, 3 * intervalMs) ? OFFLINE : LOST;
    }
}
