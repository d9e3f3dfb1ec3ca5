package firegate.gateway.whole;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One set of recorded data as it should come out of firegate. Written from the README of the set, without a look at how the
 * replay reads a mapping: its own way through the file, its own arithmetic.
 *
 * @param folder under ../shared/data, and the name of the mapping file
 * @param kind of its devices
 * @param column the run and the name of a column, to what its values are; null for columns that are not played
 */
record RecordedSet(String folder, String files, String kind, Clock clock, BiFunction<String, String, Expected> column) {

    /** What the first column means. */
    enum Clock {
        /** Seconds from ignition or from the beginning: second 0 is played at the start. */
        SECONDS,
        /** Seconds since 1970: the first row is played at the start. */
        EPOCH,
        /** Time on a clock in Moscow: the first row is played at the start. */
        MOSCOW
    }

    /** @param sound which values are physically possible */
    record Expected(String device, String metric, DoubleUnaryOperator value, DoublePredicate sound) {
        Expected(String device, String metric, DoubleUnaryOperator value) {
            this(device, metric, value, any -> true);
        }
    }

    /** One file: the points of each series, times in milliseconds after the start. */
    record Run(RecordedSet set, String name, Map<Series, TreeMap<Long, Double>> points) {

        record Series(String device, String metric) {}

        long size() {
            return points.values().stream().mapToLong(Map::size).sum();
        }
    }

    static final List<RecordedSet> ALL = List.of(
            new RecordedSet("nist_smoke_alarms", "SDC*.csv", "smoke", Clock.SECONDS, RecordedSet::nist),
            new RecordedSet("faa_cargo", "TestCase*.csv", "smoke", Clock.SECONDS, RecordedSet::faa),
            new RecordedSet("vettori_sprinkler", "Test_*.csv", "smoke", Clock.SECONDS, (run, column) -> {
                Matcher m = Pattern.compile("TC_(.)_(..)").matcher(column);
                return m.matches()
                        ? new Expected(
                                "vettori-" + run + "-" + m.group(1) + "-" + m.group(2),
                                "temperature",
                                RecordedSet::asItIs)
                        : null;
            }),
            new RecordedSet("fsri_compartments", "*_[0-9].csv", "smoke", Clock.SECONDS, (run, column) -> {
                Matcher m = Pattern.compile("T_(.)_(.*mm)_C").matcher(column);
                return m.matches()
                        ? new Expected(
                                "fsri-" + run + "-" + m.group(1) + "-" + m.group(2), "temperature", RecordedSet::asItIs)
                        : null;
            }),
            new RecordedSet(
                    "iot_telemetry_24h", "iot-device-*.csv", "smoke", Clock.EPOCH, (run, column) -> switch (column) {
                        case "smoke" -> new Expected(run, "smoke_raw", RecordedSet::asItIs);
                        case "co" -> new Expected(run, "co_raw", RecordedSet::asItIs);
                        case "lpg" -> new Expected(run, "lpg_raw", RecordedSet::asItIs);
                        case "temp_C" -> new Expected(run, "temperature", RecordedSet::asItIs);
                        case "humidity_pct" -> new Expected(run, "humidity", RecordedSet::asItIs);
                        default -> null;
                    }),
            new RecordedSet(
                    "smoke_iot_blattmann", "session_*.csv", "smoke", Clock.SECONDS, (run, column) -> switch (column) {
                        case "temperature_C" -> new Expected("blattmann-" + run, "temperature", RecordedSet::asItIs);
                        case "humidity_pct" -> new Expected("blattmann-" + run, "humidity", RecordedSet::asItIs);
                        case "eco2_ppm" -> new Expected("blattmann-" + run, "eco2", RecordedSet::asItIs);
                        default -> null;
                    }),
            new RecordedSet(
                    "skab_water_loop", "[avo]*_*.csv", "hydrant", Clock.MOSCOW, (run, column) -> switch (column) {
                        // A gauge cannot show less than a vacuum.
                        case "pressure_bar" ->
                            new Expected("skab-" + run, "pressure", bar -> bar / 10, mpa -> mpa >= -0.1);
                        case "flow_lpm" -> new Expected("skab-" + run, "flow", litres -> litres / 60);
                        case "thermocouple_C" -> new Expected("skab-" + run, "temperature", RecordedSet::asItIs);
                        case "current_A" -> new Expected("skab-" + run, "pump_current", RecordedSet::asItIs);
                        case "voltage_V" -> new Expected("skab-" + run, "pump_voltage", RecordedSet::asItIs);
                        default -> null;
                    }),
            new RecordedSet("whut_pipeline", "pumps_*.csv", "hydrant", Clock.SECONDS, (run, column) -> switch (column) {
                case "pressure1_MPa" -> new Expected("whut-" + run + "-1", "pressure", RecordedSet::asItIs);
                case "pressure2_MPa" -> new Expected("whut-" + run + "-2", "pressure", RecordedSet::asItIs);
                case "flow1" -> new Expected("whut-" + run + "-1", "flow_raw", RecordedSet::asItIs);
                case "flow2" -> new Expected("whut-" + run + "-2", "flow_raw", RecordedSet::asItIs);
                default -> null;
            }),
            new RecordedSet(
                    "samsung30q_charging",
                    "*charge*.csv",
                    "ev_charging",
                    Clock.SECONDS,
                    (run, column) -> switch (column) {
                        case "current_A" ->
                            new Expected(
                                    "samsung-" + run,
                                    "current",
                                    RecordedSet::asItIs,
                                    ampere -> Math.abs(ampere) < 1000);
                        case "voltage_V" ->
                            new Expected(
                                    "samsung-" + run,
                                    "cell_voltage",
                                    RecordedSet::asItIs,
                                    volt -> volt >= 0.5 && volt <= 6);
                        case "power_W" ->
                            new Expected("samsung-" + run, "power", RecordedSet::asItIs, watt -> Math.abs(watt) < 1e6);
                        case "cell_temp_C" ->
                            new Expected("samsung-" + run, "battery_temperature", RecordedSet::asItIs);
                        case "chamber_temp_C" ->
                            new Expected("samsung-" + run, "chamber_temperature", RecordedSet::asItIs);
                        default -> null;
                    }));

    private static double asItIs(double raw) {
        return raw;
    }

    private static Expected nist(String run, String column) {
        Matcher place = Pattern.compile("(SM|TC|GAS)([A-G]|CO)(?:_(.*))?").matcher(column);
        if (!place.matches()) {
            return null;
        }
        String height = place.group(3) == null ? "" : place.group(3);
        String device = "nist-" + run + "-" + place.group(2) + height;
        return switch (place.group(1)) {
            case "SM" -> new Expected(device, "smoke", density -> density * 10);
            case "TC" -> new Expected(device, "temperature", RecordedSet::asItIs);
            default ->
                height.equals("1")
                        ? new Expected("nist-" + run + "-gas" + place.group(2), "co", percent -> percent * 10_000)
                        : null;
        };
    }

    private static Expected faa(String run, String column) {
        if (column.startsWith("LT_")) {
            String device = "faa-" + run + "-light" + column.substring(3);
            return new Expected(device, "smoke", percent -> 10 * Math.log10(100 / percent), db -> db >= -1);
        }
        if (column.matches("TC[0-9]+")) {
            return new Expected("faa-" + run + "-" + column, "temperature", rise -> 20 + rise);
        }
        return column.endsWith("_CO")
                ? new Expected("faa-" + run + "-" + column.substring(0, column.length() - 3), "co", part -> part * 1e6)
                : null;
    }

    List<Path> paths(Path shared) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + files);
        try (Stream<Path> all = Files.list(shared.resolve("data").resolve(folder))) {
            return all.filter(path -> matcher.matches(path.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Run read(Path file) {
        try {
            String name = file.getFileName().toString().replace(".csv", "");
            List<String> lines = Files.readAllLines(file);
            String[] header = lines.get(0).split(",", -1);
            List<Expected> expected = new ArrayList<>();
            for (String column : header) {
                expected.add(column.equals(header[0]) ? null : column().apply(name, column));
            }
            Map<Run.Series, TreeMap<Long, Double>> points = new TreeMap<>(
                    java.util.Comparator.comparing(Run.Series::device).thenComparing(Run.Series::metric));
            long first = clock == Clock.SECONDS ? 0 : ms(lines.get(1).split(",", -1)[0]);
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",", -1);
                for (int i = 1; i < cells.length; i++) {
                    add(points, expected.get(i), ms(cells[0]) - first, cells[i]);
                }
            }
            return new Run(this, name, points);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(Map<Run.Series, TreeMap<Long, Double>> points, Expected of, long ms, String cell) {
        double raw = of == null || cell.isBlank() ? Double.NaN : Double.parseDouble(cell);
        if (Double.isNaN(raw)) {
            return;
        }
        double value = of.value().applyAsDouble(raw);
        if (of.sound().test(value)) {
            points.computeIfAbsent(new Run.Series(of.device(), of.metric()), s -> new TreeMap<>())
                    .put(ms, value);
        }
    }

    private long ms(String cell) {
        return clock == Clock.MOSCOW
                ? LocalDateTime.parse(cell.replace(' ', 'T'))
                        .atZone(ZoneId.of("Europe/Moscow"))
                        .toInstant()
                        .toEpochMilli()
                : Math.round(Double.parseDouble(cell) * 1000);
    }
}
