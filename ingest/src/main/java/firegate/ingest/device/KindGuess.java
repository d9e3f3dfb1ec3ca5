package firegate.ingest.device;

import firegate.ingest.telemetry.Metric;
import firegate.ingest.telemetry.MetricValues;
import java.util.EnumSet;
import java.util.Set;

/** What kind of device sends such metrics; {@code fire} alone is a smoke detector's. */
public final class KindGuess {

    private static final Set<Metric> SMOKE =
            EnumSet.of(Metric.SMOKE, Metric.SMOKE_RAW, Metric.CO, Metric.CONTAMINATION);
    private static final Set<Metric> HYDRANT =
            EnumSet.of(Metric.PRESSURE, Metric.FLOW, Metric.TILT, Metric.CAP_OPEN, Metric.SHOCK, Metric.LEAK);
    private static final Set<Metric> EV_CHARGING = EnumSet.of(
            Metric.CHARGING,
            Metric.VOLTAGE,
            Metric.CURRENT,
            Metric.POWER,
            Metric.ENERGY,
            Metric.RESIDUAL_CURRENT,
            Metric.PLUG_TEMPERATURE,
            Metric.BATTERY_TEMPERATURE);

    private int smoke;
    private int hydrant;
    private int evCharging;
    private boolean fire;

    /** Takes the metrics of one more sample into account. */
    public void add(MetricValues values) {
        for (int i = 0; i < values.size(); i++) {
            Metric metric = Metric.of(values.name(i));
            if (metric == null) {
                continue;
            }
            smoke += SMOKE.contains(metric) ? 1 : 0;
            hydrant += HYDRANT.contains(metric) ? 1 : 0;
            evCharging += EV_CHARGING.contains(metric) ? 1 : 0;
            fire |= metric == Metric.FIRE;
        }
    }

    /** The kind that most of the metrics belong to; unknown when none stands out. */
    public Kind kind() {
        if (smoke > Math.max(hydrant, evCharging)) {
            return Kind.SMOKE;
        }
        if (hydrant > Math.max(smoke, evCharging)) {
            return Kind.HYDRANT;
        }
        if (evCharging > Math.max(smoke, hydrant)) {
            return Kind.EV_CHARGING;
        }
        return fire && smoke + hydrant + evCharging == 0 ? Kind.SMOKE : Kind.UNKNOWN;
    }
}
