package firegate.gateway.town;

import static firegate.gateway.town.TownTime.SECOND;

import firegate.ingest.device.Kind;
import firegate.ingest.telemetry.Metric;

/** The course of each kind of incident, as the touched devices show it. Times are seconds since its start. */
final class Course {

    private static final double USELESS_PRESSURE = 0.06;

    private Course() {}

    /** How often a touched device reports at that moment, in milliseconds; 0: as ever. */
    static long everyMs(Incident incident, TownDevice device, long timeMs) {
        double s = seconds(incident, timeMs);
        return switch (incident.kind()) {
            case KITCHEN_SMOKE, SELF_TEST, DUST -> 5 * SECOND;
            case CHARGING_FIRE, STOLEN_WATER -> 10 * SECOND;
            case BURST_MAIN -> (device.equals(incident.lead()) ? 10 : 20) * SECOND;
            case DEAD_BATTERY -> s < 150 ? 30 * SECOND : 0;
            case AREA_OUTAGE -> 0;
        };
    }

    static boolean silent(Incident incident, long timeMs) {
        double s = seconds(incident, timeMs);
        return switch (incident.kind()) {
            case DEAD_BATTERY -> s >= 150 && s < 2_100;
            case AREA_OUTAGE -> s < 1_080;
            default -> false;
        };
    }

    /** Changes what the device would report on a quiet day. */
    static void apply(Incident incident, TownDevice device, long timeMs, Values values) {
        double s = seconds(incident, timeMs);
        double part = incident.part().getOrDefault(device.id(), 0.0);
        switch (incident.kind()) {
            case KITCHEN_SMOKE -> kitchen(s, part, values);
            case CHARGING_FIRE -> {
                if (device.device().kind() == Kind.SMOKE) {
                    shedDetector(s, part, values);
                } else {
                    burningPort(s, values);
                }
            }
            case BURST_MAIN -> pressure(values, part * line(s, 5, 0, 25, 1, 780, 1, 960, 0));
            case STOLEN_WATER -> stolen(s, values);
            case DUST -> dust(s, device, timeMs, values);
            case SELF_TEST -> selfTest(s, values);
            case DEAD_BATTERY -> deadBattery(s, values);
            case AREA_OUTAGE -> {}
        }
    }

    private static void kitchen(double s, double part, Values values) {
        if (part < 1) {
            values.add(Metric.SMOKE, line(s, 60, 0, 200, 0.05, 300, 0.05, 500, 0));
            return;
        }
        values.add(Metric.SMOKE, line(s, 0, 0.02, 4, 0.13, 40, 0.2, 150, 0.5, 240, 0.5, 480, 0));
        values.add(Metric.TEMPERATURE, line(s, 0, 0, 150, 13, 260, 15, 640, 0));
        values.set(Metric.FIRE, within(s, 60, 260));
    }

    private static void shedDetector(double s, double part, Values values) {
        double reached = 200 + 100 * (1 - part);
        values.add(Metric.SMOKE, line(s, reached, 0, reached + 60, 0.45, 700, 0.45, 1_000, 0));
        values.add(Metric.TEMPERATURE, line(s, reached + 40, 0, reached + 180, 45, 700, 45, 1_000, 0));
        values.set(Metric.FIRE, within(s, reached + 30, 900));
    }

    /** The cell runs away at 240 s; the breaker trips at 320 s. */
    private static void burningPort(double s, Values values) {
        boolean on = s < 320;
        double voltage = values.get(Metric.VOLTAGE, 225);
        double power = on ? 390 : 0.5;
        double ambient = values.get(Metric.PLUG_TEMPERATURE, 20);
        double cell = line(s, 0, 28, 180, 50, 200, 52, 240, 55, 300, 96, 360, 118, 520, 70, 900, 34, 1_180, ambient);
        values.set(Metric.CHARGING, on)
                .set(Metric.POWER, power)
                .set(Metric.CURRENT, power / voltage)
                .set(Metric.ENERGY, 390 * Math.min(s, 320) / 3_600 / 1_000)
                .set(Metric.BATTERY_TEMPERATURE, cell)
                .set(Metric.FIRE, within(s, 280, 900));
        values.add(Metric.PLUG_TEMPERATURE, line(s, 240, 0, 400, 25, 700, 25, 1_100, 0));
        values.add(Metric.RESIDUAL_CURRENT, line(s, 260, 0, 270, 45, 315, 45, 320, 0));
    }

    private static void stolen(double s, Values values) {
        double open = line(s, 5, 0, 20, 1, 400, 1, 420, 0);
        pressure(values, 0.92 * open);
        values.set(Metric.CAP_OPEN, within(s, 0, 430)).set(Metric.FLOW, 7.5 * open);
    }

    private static void pressure(Values values, double lost) {
        double quiet = values.get(Metric.PRESSURE, 0.3);
        values.set(Metric.PRESSURE, quiet - (quiet - USELESS_PRESSURE) * lost);
    }

    /** Comes and goes; a plateau is long enough for a prealarm. */
    private static void dust(double s, TownDevice device, long timeMs, Values values) {
        double gusts = 0.03 + 0.09 * Noise.uniform(device.seed(), timeMs / (20 * SECOND));
        double amount = within(s, 60, 120) ? 0.13 : gusts;
        values.add(Metric.SMOKE, amount * line(s, 0, 0, 10, 1, 400, 1, 440, 0));
        values.add(Metric.CONTAMINATION, line(s, 0, 0, 60, 6, 440, 6, 460, 0));
    }

    private static void selfTest(double s, Values values) {
        values.set(Metric.TEST, within(s, 0, 90));
        values.add(Metric.SMOKE, within(s, 15, 40) ? 0.3 : 0);
        values.set(Metric.FIRE, within(s, 20, 45));
    }

    private static void deadBattery(double s, Values values) {
        if (s < 150) {
            values.set(Metric.BATTERY, Math.max(4, 12 - s / 18));
        } else {
            values.set(Metric.BATTERY, 100);
        }
    }

    private static double seconds(Incident incident, long timeMs) {
        return (timeMs - incident.startMs()) / (double) SECOND;
    }

    private static boolean within(double s, double from, double to) {
        return s >= from && s < to;
    }

    /** A line through points given as time, value, time, value, …; level before the first and after the last. */
    static double line(double s, double... points) {
        if (s <= points[0]) {
            return points[1];
        }
        for (int i = 2; i < points.length; i += 2) {
            if (s <= points[i]) {
                double share = (s - points[i - 2]) / (points[i] - points[i - 2]);
                return points[i - 1] + share * (points[i + 1] - points[i - 1]);
            }
        }
        return points[points.length - 1];
    }
}
