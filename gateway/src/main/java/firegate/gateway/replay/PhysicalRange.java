package firegate.gateway.replay;

import firegate.ingest.telemetry.Metric;
import java.util.Map;

/**
 * What a metric can be at all, with a little room for the noise of an instrument around zero. Values beyond it are faults of
 * the recording and are not played. Flames reach 1300 °C; gauge pressure cannot fall below a vacuum.
 */
record PhysicalRange(double least, double most) {

    static final PhysicalRange ANY = new PhysicalRange(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    private static final PhysicalRange CELSIUS = new PhysicalRange(-80, 1300);
    private static final Map<Metric, PhysicalRange> KNOWN = Map.ofEntries(
            Map.entry(Metric.BATTERY, new PhysicalRange(0, 100)),
            Map.entry(Metric.SIGNAL, new PhysicalRange(-200, 100)),
            Map.entry(Metric.SMOKE, new PhysicalRange(-1, 100)),
            Map.entry(Metric.TEMPERATURE, CELSIUS),
            Map.entry(Metric.CO, new PhysicalRange(-50, 1_000_000)),
            Map.entry(Metric.CONTAMINATION, new PhysicalRange(0, 200)),
            Map.entry(Metric.PRESSURE, new PhysicalRange(-0.1, 10)),
            Map.entry(Metric.FLOW, new PhysicalRange(-1000, 1000)),
            Map.entry(Metric.TILT, new PhysicalRange(-360, 360)),
            Map.entry(Metric.VOLTAGE, new PhysicalRange(0, 1000)),
            Map.entry(Metric.CURRENT, new PhysicalRange(-1000, 1000)),
            Map.entry(Metric.POWER, new PhysicalRange(-1_000_000, 1_000_000)),
            Map.entry(Metric.ENERGY, new PhysicalRange(0, 1e12)),
            Map.entry(Metric.RESIDUAL_CURRENT, new PhysicalRange(0, 100_000)),
            Map.entry(Metric.PLUG_TEMPERATURE, CELSIUS),
            Map.entry(Metric.BATTERY_TEMPERATURE, new PhysicalRange(-80, 2000)));

    /** Of a metric by its name; {@link #ANY} for names that firegate does not know. */
    static PhysicalRange of(String metric) {
        Metric known = Metric.of(metric);
        return known == null ? ANY : KNOWN.getOrDefault(known, ANY);
    }

    boolean holds(double value) {
        return value >= least && value <= most;
    }
}
