package firegate.gateway.town;

import firegate.ingest.telemetry.Metric;
import firegate.ingest.telemetry.MetricValues;
import java.util.EnumMap;
import java.util.Map;

/** The values of a report while it is being made; rounded as real devices do when it is done. */
final class Values {

    private final Map<Metric, Double> values = new EnumMap<>(Metric.class);

    Values set(Metric metric, double value) {
        values.put(metric, value);
        return this;
    }

    Values set(Metric metric, boolean value) {
        return set(metric, value ? 1 : 0);
    }

    Values add(Metric metric, double more) {
        return set(metric, get(metric, 0) + more);
    }

    double get(Metric metric, double otherwise) {
        return values.getOrDefault(metric, otherwise);
    }

    MetricValues done() {
        String[] names = new String[values.size()];
        double[] numbers = new double[names.length];
        int i = 0;
        for (Map.Entry<Metric, Double> value : values.entrySet()) {
            names[i] = value.getKey().id();
            numbers[i++] = rounded(value.getKey(), value.getValue());
        }
        return new MetricValues(names, numbers);
    }

    private static double rounded(Metric metric, double value) {
        double scale = switch (metric) {
            case PRESSURE -> 10_000;
            case SMOKE, ENERGY -> 1_000;
            case FLOW, CURRENT -> 100;
            case BATTERY, SIGNAL -> 1;
            default -> 10;
        };
        return Math.round(value * scale) / scale + 0.0;
    }
}
