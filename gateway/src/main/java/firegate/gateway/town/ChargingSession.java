package firegate.gateway.town;

import static firegate.gateway.town.TownTime.HOUR;
import static firegate.gateway.town.TownTime.MINUTE;

/**
 * One e-bike at one port: full power, then a taper, cut off when the battery is full.
 *
 * @param powerMaxW power of the first phase
 * @param constantMs how long it lasts
 * @param tauMs time constant of the taper
 */
record ChargingSession(long startMs, double powerMaxW, long constantMs, long tauMs) {

    /** Where the charger calls the battery full. */
    static final double CUT_OFF_W = 15;

    private static final long WARM_UP = 25 * MINUTE;
    private static final double EVENING = 0.65;
    private static final double DAYTIME = 0.3;

    /** The session of a port at a moment, or null. */
    static ChargingSession at(TownDevice device, long timeMs) {
        long day = TownTime.day(timeMs);
        for (long of = day - 1; of <= day; of++) {
            ChargingSession evening = session(device, of, 1, EVENING, 16.8, 22.8);
            if (evening != null && evening.covers(timeMs)) {
                return evening;
            }
            ChargingSession daytime = session(device, of, 2, DAYTIME, 7, 10.5);
            if (daytime != null && daytime.covers(timeMs)) {
                return daytime;
            }
        }
        return null;
    }

    private static ChargingSession session(
            TownDevice device, long day, int slot, double chance, double fromHour, double toHour) {
        long seed = Noise.mix(Noise.mix(device.seed(), day), slot);
        if (Noise.uniform(seed, 0) >= chance) {
            return null;
        }
        // Most people come home in the middle of the slot.
        double hour = fromHour + (toHour - fromHour) * (Noise.uniform(seed, 1) + Noise.uniform(seed, 2)) / 2;
        return new ChargingSession(
                TownTime.midnight(day) + (long) (hour * HOUR),
                Noise.between(seed, 3, 140, 420),
                (long) Noise.between(seed, 4, 1.2 * HOUR, 3.8 * HOUR),
                (long) Noise.between(seed, 5, 14 * MINUTE, 28 * MINUTE));
    }

    long endMs() {
        return startMs + constantMs + (long) (tauMs * Math.log(powerMaxW / CUT_OFF_W));
    }

    boolean covers(long timeMs) {
        return timeMs >= startMs && timeMs < endMs();
    }

    double powerW(long timeMs) {
        long tapering = timeMs - startMs - constantMs;
        return tapering <= 0 ? powerMaxW : powerMaxW * Math.exp(-tapering / (double) tauMs);
    }

    /** Since the session began: the integral of its power. */
    double energyKwh(long timeMs) {
        double since = timeMs - startMs;
        double constant = Math.min(since, (double) constantMs);
        double tapering = Math.max(0, since - constantMs);
        double wattMs = powerMaxW * (constant + tauMs * (1 - Math.exp(-tapering / tauMs)));
        return wattMs / HOUR / 1_000;
    }

    /** How warm plug and battery have become, 0 to about 1. */
    double warmth(long timeMs) {
        double warmed = 1 - Math.exp(-(timeMs - startMs) / (double) WARM_UP);
        return warmed * powerW(timeMs) / 420;
    }
}
