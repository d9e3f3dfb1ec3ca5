package firegate.gateway.town;

import java.util.concurrent.TimeUnit;

/** Local time of the town, UTC+8 the whole year. */
final class TownTime {

    static final long SECOND = 1_000;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;
    static final long DAY = 24 * HOUR;
    private static final long OFFSET = 8 * HOUR;
    private static final double DAYS_OF_YEAR = 365.2425;
    private static final double COLDEST_DAY = 20;

    private TownTime() {}

    static long day(long timeMs) {
        return Math.floorDiv(timeMs + OFFSET, DAY);
    }

    /** Midnight that begins a day. */
    static long midnight(long day) {
        return TimeUnit.DAYS.toMillis(day) - OFFSET;
    }

    /** Hour of the day with its fraction, 0 to 24. */
    static double hour(long timeMs) {
        return Math.floorMod(timeMs + OFFSET, DAY) / (double) HOUR;
    }

    /** Rises and falls once a day between -1 and 1, highest at the given hour. */
    static double daily(long timeMs, double highestHour) {
        return Math.cos((hour(timeMs) - highestHour) / 24 * 2 * Math.PI);
    }

    /** -1 in the middle of winter, 1 in the middle of summer. */
    static double season(long timeMs) {
        return -Math.cos((day(timeMs) - COLDEST_DAY) / DAYS_OF_YEAR * 2 * Math.PI);
    }
}
