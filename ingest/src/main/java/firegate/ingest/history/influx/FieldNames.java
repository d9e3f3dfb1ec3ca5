package firegate.ingest.history.influx;

import java.util.Set;

/**
 * Field names of metrics. InfluxDB keeps {@code time} for itself, and a field that is called like a tag cannot be told from
 * it; a metric of such a name is stored as {@code metric.time}. No other metric has a dot in its name.
 */
final class FieldNames {

    private static final Set<String> TAKEN = Set.of("time", "device", "site");
    private static final String PREFIX = "metric.";

    private FieldNames() {}

    static String field(String metric) {
        return TAKEN.contains(metric) ? PREFIX + metric : metric;
    }

    static String metric(String field) {
        return field.startsWith(PREFIX) && TAKEN.contains(field.substring(PREFIX.length()))
                ? field.substring(PREFIX.length())
                : field;
    }
}
