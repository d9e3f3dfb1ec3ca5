package firegate.ingest.history.influx;

import firegate.ingest.device.Kind;
import firegate.ingest.history.HistoryQuery.Aggregate;
import firegate.ingest.history.HistoryStore.SeriesId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements that firegate puts to InfluxDB. Each reads every kind at once: a device that was claimed has points in
 * several measurements. Names are quoted; they are never part of the language.
 */
final class InfluxQl {

    /** Last instant that InfluxDB keeps, in 2262: it counts nanoseconds. */
    static final long MAX_TIME_MS = Long.MAX_VALUE / 1_000_000;

    static final String LAST = "last_";

    private static final String KINDS =
            Arrays.stream(Kind.values()).map(kind -> name(kind.id())).collect(Collectors.joining(","));

    private InfluxQl() {}

    /**
     * The points of a series, up to a limit in each measurement.
     *
     * @param fromMs first instant
     * @param lastMs last instant, inclusive: InfluxDB has no number for the one behind its last
     */
    static String points(SeriesId series, long fromMs, long lastMs, int limit, boolean descending) {
        return "SELECT " + field(series) + " FROM " + KINDS + where(series.device()) + span(fromMs, lastMs)
                + " ORDER BY time " + (descending ? "DESC" : "ASC") + " LIMIT " + limit;
    }

    /** The windows of a series that are not empty, apart for each measurement and site. */
    static String windows(SeriesId series, long fromMs, long lastMs, long windowMs, Aggregate aggregate) {
        return "SELECT " + call(aggregate, field(series)) + " FROM " + KINDS + where(series.device())
                + span(fromMs, lastMs) + " GROUP BY time(" + windowMs + "ms),\"site\" fill(none)";
    }

    /** For each device the last value of every field that it has in the span, in columns named {@code last_FIELD}. */
    static String fields(List<String> devices, long fromMs, long lastMs) {
        String any = devices.stream().map(InfluxQl::isDevice).collect(Collectors.joining(" OR ", " WHERE (", ")"));
        return "SELECT last(*) FROM " + KINDS + any + span(fromMs, lastMs) + " GROUP BY \"device\"";
    }

    private static String field(SeriesId series) {
        return name(TagText.of(FieldNames.field(series.metric())));
    }

    private static String where(String device) {
        return " WHERE " + isDevice(device);
    }

    private static String isDevice(String device) {
        return "\"device\"=" + literal(TagText.of(device));
    }

    private static String span(long fromMs, long lastMs) {
        return " AND time>=" + fromMs + "ms AND time<=" + lastMs + "ms";
    }

    private static String call(Aggregate aggregate, String field) {
        return switch (aggregate) {
            case MEAN, MIN, MAX, LAST, FIRST, SUM, COUNT -> aggregate.id() + "(" + field + ")";
            case P50, P95, P99 -> "percentile(" + field + "," + aggregate.id().substring(1) + ")";
        };
    }

    /** A name of a measurement, field, tag or database. */
    static String name(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    static String literal(String text) {
        return '\'' + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + '\'';
    }
}
