package firegate.gateway.town;

import static firegate.gateway.town.TownTime.DAY;
import static firegate.gateway.town.TownTime.HOUR;
import static firegate.gateway.town.TownTime.MINUTE;

import firegate.gateway.town.TownDevice.Room;
import firegate.ingest.telemetry.Metric;

/** What devices report while nothing happens. */
final class QuietDay {

    private static final long MONTH = 30 * DAY;

    private QuietDay() {}

    static Values at(TownDevice device, long timeMs) {
        Values values = switch (device.device().kind()) {
            case HYDRANT -> hydrant(device, timeMs);
            case EV_CHARGING -> charging(device, timeMs);
            default -> smoke(device, timeMs);
        };
        if (device.onBattery()) {
            double months = (timeMs - device.installedMs()) / (double) MONTH;
            double monthly = Noise.between(device.seed(), 20, 0.8, 2.2);
            values.set(Metric.BATTERY, Math.max(42, 100 - monthly * Math.max(0, months)));
        }
        double signal = Noise.between(device.seed(), 21, -98, -68) + 3 * Noise.wander(device.seed() + 1, hours(timeMs));
        return values.set(Metric.SIGNAL, signal).set(Metric.FAULT, false);
    }

    private static Values smoke(TownDevice device, long timeMs) {
        long seed = device.seed();
        double cooking = device.room() == Room.KITCHEN ? cooking(timeMs) : 0;
        double smoke = 0.012 + 0.006 * Noise.wander(seed + 2, hours(timeMs) * 2) + 0.003 * Noise.bell(seed + 3, timeMs);
        double inside = device.room() == Room.SHED ? outdoors(device, timeMs) + 1 : indoors(device, timeMs);
        return new Values()
                .set(Metric.FIRE, false)
                .set(Metric.TEST, selfTest(device, timeMs))
                .set(Metric.SMOKE, Math.max(0, smoke + 0.02 * cooking))
                .set(Metric.TEMPERATURE, inside + 4 * cooking + 0.1 * Noise.bell(seed + 4, timeMs))
                .set(Metric.CONTAMINATION, contamination(device, timeMs));
    }

    private static double contamination(TownDevice device, long timeMs) {
        double months = Math.max(0, (timeMs - device.installedMs()) / (double) MONTH);
        return Math.min(30, 3 + 0.8 * months) + 0.4 * Noise.wander(device.seed() + 5, hours(timeMs));
    }

    /** Detectors on mains test themselves in the night, those on battery once a week: the first report after the hour. */
    private static boolean selfTest(TownDevice device, long timeMs) {
        long midnight = TownTime.midnight(TownTime.day(timeMs));
        long at = midnight + 2 * HOUR + (long) (Noise.uniform(device.seed(), 22) * HOUR);
        boolean today = !device.onBattery() || Math.floorMod(TownTime.day(timeMs) + device.seed(), 7) == 0;
        return today && timeMs >= at && timeMs < at + device.intervalMs();
    }

    private static double cooking(long timeMs) {
        return peak(timeMs, 11.5, 0.6) + peak(timeMs, 17.8, 0.8);
    }

    private static double indoors(TownDevice device, long timeMs) {
        return 20
                + 6 * TownTime.season(timeMs)
                + 1.5 * TownTime.daily(timeMs, 15)
                + Noise.between(device.seed(), 23, -1.5, 1.5)
                + Noise.wander(device.seed() + 6, hours(timeMs));
    }

    private static double outdoors(TownDevice device, long timeMs) {
        return 17.5
                + 10 * TownTime.season(timeMs)
                + 3.5 * TownTime.daily(timeMs, 14.5)
                + 0.8 * Noise.wander(device.seed() + 6, hours(timeMs));
    }

    /** Pressure falls as the town draws water, and comes back in the night. */
    private static Values hydrant(TownDevice device, long timeMs) {
        long seed = device.seed();
        double head = Noise.between(seed, 24, 0.30, 0.42);
        double demand = 0.12 + 0.85 * peak(timeMs, 7.2, 1.4) + 0.5 * peak(timeMs, 12, 1.6) + peak(timeMs, 19.2, 2.1);
        double pressure = head
                - 0.065 * demand
                + 0.004 * Noise.wander(seed + 7, minutes(timeMs) / 20)
                + 0.0012 * Noise.bell(seed + 8, timeMs);
        double water = 16 + 6 * TownTime.season(timeMs) + 0.4 * TownTime.daily(timeMs, 17);
        return new Values()
                .set(Metric.PRESSURE, pressure)
                .set(Metric.FLOW, 0)
                .set(Metric.TEMPERATURE, water + 0.1 * Noise.bell(seed + 9, timeMs))
                .set(Metric.TILT, Noise.between(seed, 25, 0.3, 2.5) + 0.1 * Noise.bell(seed + 10, timeMs))
                .set(Metric.CAP_OPEN, false)
                .set(Metric.SHOCK, false)
                .set(Metric.LEAK, false);
    }

    private static Values charging(TownDevice device, long timeMs) {
        long seed = device.seed();
        double ambient = outdoors(device, timeMs);
        double evening = peak(timeMs, 19.5, 2.5);
        double voltage = 227
                - 3 * evening
                + 2 * Noise.wander(seed + 11, minutes(timeMs) / 15)
                + 0.5 * Noise.bell(seed + 12, timeMs);
        ChargingSession session = ChargingSession.at(device, timeMs);
        boolean on = session != null;
        double power = on
                ? session.powerW(timeMs) * (1 + 0.004 * Noise.bell(seed + 13, timeMs))
                : 0.4 + 0.2 * Noise.uniform(seed + 13, timeMs);
        Values values = new Values()
                .set(Metric.FIRE, false)
                .set(Metric.CHARGING, on)
                .set(Metric.VOLTAGE, voltage)
                .set(Metric.CURRENT, power / voltage)
                .set(Metric.POWER, power)
                .set(Metric.ENERGY, on ? session.energyKwh(timeMs) : 0)
                .set(Metric.RESIDUAL_CURRENT, 2 + (on ? 2 : 0) + 0.8 * Noise.uniform(seed + 14, timeMs))
                .set(Metric.PLUG_TEMPERATURE, ambient + (on ? 14 * session.warmth(timeMs) : 0));
        return on
                ? values.set(
                        Metric.BATTERY_TEMPERATURE,
                        ambient + 9 * session.warmth(timeMs) + 0.1 * Noise.bell(seed + 15, timeMs))
                : values;
    }

    /** 1 at its hour, falling off to both sides. */
    private static double peak(long timeMs, double hour, double width) {
        double away = (TownTime.hour(timeMs) - hour) / width;
        return Math.exp(-away * away);
    }

    private static double hours(long timeMs) {
        return timeMs / (double) HOUR;
    }

    private static double minutes(long timeMs) {
        return timeMs / (double) MINUTE;
    }
}
