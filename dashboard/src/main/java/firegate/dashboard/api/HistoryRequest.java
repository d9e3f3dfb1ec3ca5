package firegate.dashboard.api;

import firegate.ingest.history.HistoryQuery.Aggregate;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.telemetry.Metric;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is asked of {@code /api/v1/history}.
 *
 * @param devices whose series are asked for without naming metrics: all that they have in the span
 * @param series the series asked for, or found for the devices
 * @param window null for raw points
 * @param limit most points of each series in one answer; null when not asked for
 */
record HistoryRequest(
        List<String> devices,
        List<SeriesId> series,
        long fromMs,
        long toMs,
        Window window,
        Aggregate aggregate,
        Integer limit,
        boolean descending) {

    static final int DEFAULT_LIMIT = 10_000;
    static final int MOST_LIMIT = 100_000;
    static final int MOST_DEVICES = 1_000;
    private static final long MOST_TIME_MS = 253_402_300_800_000L;
    private static final Set<String> NAMES =
            Set.of("device", "metric", "from", "to", "window", "aggregate", "limit", "order", "format", "cursor");

    int pageLimit() {
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    /** The same for another span. */
    HistoryRequest over(long from, long to) {
        return new HistoryRequest(devices, series, from, to, window, aggregate, limit, descending);
    }

    /** The same with the series that its devices have. */
    HistoryRequest with(List<SeriesId> found) {
        return new HistoryRequest(List.of(), found, fromMs, toMs, window, aggregate, limit, descending);
    }

    /**
     * Reads the parameters of a request.
     *
     * @throws BadParameter naming the first that is wrong
     */
    static HistoryRequest of(MultiMap parameters, long nowMs) {
        for (String name : parameters.names()) {
            if (!NAMES.contains(name)) {
                throw new BadParameter(name, parameters.get(name), "no such parameter; there are " + sorted(NAMES));
            }
        }
        String cursor = single(parameters, "cursor");
        if (cursor != null) {
            return HistoryCursor.decode(cursor);
        }
        List<String> devices = list(parameters, "device");
        if (devices.isEmpty() || devices.size() > MOST_DEVICES) {
            throw new BadParameter(
                    "device", String.join(",", devices), "1 to " + MOST_DEVICES + " device ids, separated by commas");
        }
        long to = time(parameters, "to", nowMs);
        long from = time(parameters, "from", to - Duration.ofDays(1).toMillis());
        if (from >= to) {
            throw new BadParameter("from", String.valueOf(single(parameters, "from")), "a time before 'to'");
        }
        String window = single(parameters, "window");
        List<SeriesId> series = series(devices, metrics(parameters));
        return new HistoryRequest(
                series.isEmpty() ? devices : List.of(),
                series,
                from,
                to,
                window == null ? null : Window.of(window),
                aggregate(single(parameters, "aggregate")),
                limit(single(parameters, "limit")),
                choice(parameters, "order", "asc", "desc").equals("desc"));
    }

    /** One of the allowed words; the first when the parameter is absent. */
    static String choice(MultiMap parameters, String name, String... allowed) {
        String value = single(parameters, name);
        if (value == null) {
            return allowed[0];
        }
        if (!Arrays.asList(allowed).contains(value)) {
            throw new BadParameter(name, value, String.join(" or ", allowed));
        }
        return value;
    }

    static Aggregate aggregate(String value) {
        if (value == null) {
            return Aggregate.MEAN;
        }
        return Aggregate.of(value)
                .orElseThrow(() -> new BadParameter(
                        "aggregate",
                        value,
                        Arrays.stream(Aggregate.values()).map(Aggregate::id).collect(Collectors.joining(", "))));
    }

    private static List<SeriesId> series(List<String> devices, List<String> metrics) {
        List<SeriesId> series = new ArrayList<>();
        for (String device : devices) {
            for (String metric : metrics) {
                series.add(new SeriesId(device, metric));
            }
        }
        return series;
    }

    private static List<String> metrics(MultiMap parameters) {
        List<String> metrics = list(parameters, "metric");
        for (String metric : metrics) {
            if (!Metric.validName(metric)) {
                throw new BadParameter("metric", metric, "names of metrics such as pressure, separated by commas");
            }
        }
        return metrics;
    }

    private static Integer limit(String value) {
        if (value == null) {
            return null;
        }
        try {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= MOST_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw badLimit(value);
        }
        throw badLimit(value);
    }

    private static BadParameter badLimit(String value) {
        return new BadParameter("limit", value, "1 to " + MOST_LIMIT + " points a series");
    }

    private static long time(MultiMap parameters, String name, long absent) {
        String value = single(parameters, name);
        if (value == null) {
            return absent;
        }
        long ms;
        try {
            ms = value.chars().allMatch(Character::isDigit)
                    ? Long.parseLong(value)
                    : instant(value).toEpochMilli();
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw badTime(name, value);
        }
        if (ms < 0 || ms > MOST_TIME_MS) {
            throw badTime(name, value);
        }
        return ms;
    }

    /** A plus sign that was not escaped arrives as a space. */
    private static Instant instant(String value) {
        return OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
    }

    private static BadParameter badTime(String name, String value) {
        return new BadParameter(
                name, value, "ISO-8601 with offset such as 2026-03-01T08:00:00Z, or milliseconds since 1970");
    }

    private static List<String> list(MultiMap parameters, String name) {
        Set<String> values = new LinkedHashSet<>();
        for (String value : parameters.getAll(name)) {
            for (String part : value.split(",")) {
                if (!part.isBlank()) {
                    values.add(part.strip());
                }
            }
        }
        return new ArrayList<>(values);
    }

    private static String single(MultiMap parameters, String name) {
        List<String> values = parameters.getAll(name);
        if (values.size() > 1) {
            throw new BadParameter(name, String.join(",", values), "one value");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private static String sorted(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(", "));
    }
}
