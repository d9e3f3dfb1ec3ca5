package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.gateway.replay.Report;
import firegate.gateway.replay.Tally;
import firegate.gateway.whole.RecordedSet.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The tables of docs/real-fires.md, from the alarms that firegate raised and the labels of the recordings. */
final class FireTable {

    private static final String BEGIN = "<!-- computed: begin -->\n";
    private static final String END = "<!-- computed: end -->\n";
    private static final Map<String, String> METRIC_OF = Map.of(
            "smoke.prealarm", "smoke",
            "smoke.heat", "temperature",
            "smoke.co", "co");
    private static final List<String> FIRES =
            List.of("nist_smoke_alarms", "faa_cargo", "vettori_sprinkler", "fsri_compartments");

    private final Path shared;
    private final List<Run> runs;
    private final Map<String, Tally> played;
    private final List<JsonNode> alarms;
    private final Instant start;

    /** @param start second 0 of every run */
    FireTable(Path shared, List<Run> runs, Map<String, Tally> played, List<JsonNode> alarms, Instant start) {
        this.shared = shared;
        this.runs = runs;
        this.played = played;
        this.alarms = alarms;
        this.start = start;
    }

    /** Compares, or writes when the system property {@code firegate.realfires.write} is set. */
    static void check(Path document, FireTable table) throws IOException {
        String text = Files.readString(document);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(end).as("the marks in " + document).isGreaterThan(begin - 1);
        String computed = table.text();
        if (Boolean.getBoolean("firegate.realfires.write")) {
            Files.writeString(document, text.substring(0, begin) + computed + text.substring(end));
        } else {
            assertThat(text.substring(begin, end))
                    .as("write it anew with -Dfiregate.realfires.write=true")
                    .isEqualTo(computed);
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        text.append("\n### Fires\n\n")
                .append("| run | rule | raised by | first, s | reference | reference, s | firegate later by, s |\n")
                .append("|---|---|---|---|---|---|---|\n");
        runs.stream().filter(FireTable::isFire).forEach(run -> fire(run, text));
        text.append("\n### Alarms on recordings without a fire\n\n")
                .append("| run | rule | severity | raised at, s | returned at, s |\n|---|---|---|---|---|\n");
        runs.stream().filter(run -> !isFire(run)).forEach(run -> others(run, text));
        text.append("\n### Alarms while nothing burns\n\n")
                .append("| recordings | runs | hours | alarms |\n|---|---|---|---|\n");
        quiet("fsri_compartments, before ignition", of("fsri_compartments", ""), true, text);
        quiet("iot_telemetry_24h", of("iot_telemetry_24h", ""), false, text);
        quiet("smoke_iot_blattmann", of("smoke_iot_blattmann", ""), false, text);
        quiet("whut_pipeline", of("whut_pipeline", ""), false, text);
        quiet("samsung30q_charging, charges", of("samsung30q_charging", "cell"), false, text);
        quiet("samsung30q_charging, discharges", of("samsung30q_charging", "S0"), false, text);
        quiet("skab_water_loop", of("skab_water_loop", ""), false, text);
        text.append("\n### What was played\n\n")
                .append("| recordings | runs | devices | messages | values | skipped |\n|---|---|---|---|---|---|\n");
        RecordedSet.ALL.forEach(set -> played(set, text));
        return text.append('\n').toString();
    }

    private static boolean isFire(Run run) {
        return FIRES.contains(run.set().folder());
    }

    private List<Run> of(String folder, String prefix) {
        return runs.stream()
                .filter(run -> run.set().folder().equals(folder) && run.name().startsWith(prefix))
                .toList();
    }

    private void fire(Run run, StringBuilder text) {
        Reference reference = reference(run);
        METRIC_OF.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(rule -> {
            List<Map.Entry<Run.Series, TreeMap<Long, Double>>> series = run.points().entrySet().stream()
                    .filter(of -> of.getKey().metric().equals(rule.getValue()))
                    .toList();
            if (series.isEmpty()) {
                return;
            }
            List<JsonNode> raised = alarms(run).stream()
                    .filter(alarm -> alarm.path("rule").asText().equals(rule.getKey()))
                    .toList();
            String by = raised.size() + " of " + series.size();
            if (raised.isEmpty()) {
                double most = series.stream()
                        .flatMap(of -> of.getValue().values().stream())
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElseThrow();
                row(text, run.name(), rule.getKey(), by, number(most) + " at most", reference.what, "", "");
                return;
            }
            JsonNode first = raised.get(0);
            long at = raisedMs(first);
            long last = run.points()
                    .get(new Run.Series(first.path("device").asText(), rule.getValue()))
                    .lastKey();
            row(
                    text,
                    run.name(),
                    rule.getKey(),
                    by,
                    seconds(at) + (at > last ? "*" : ""),
                    reference.what,
                    reference.seconds.map(FireTable::number).orElse(""),
                    reference.seconds.map(of -> number(at / 1000.0 - of)).orElse(""));
        });
    }

    private void others(Run run, StringBuilder text) {
        for (JsonNode alarm : alarms(run)) {
            JsonNode returned = alarm.path("clock").path("returned");
            row(
                    text,
                    run.name(),
                    alarm.path("rule").asText(),
                    alarm.path("severity").asText(),
                    seconds(raisedMs(alarm)),
                    returned.isNull() ? alarm.path("state").asText() : seconds(ms(returned.asText())));
        }
    }

    private void quiet(String name, List<Run> of, boolean beforeStart, StringBuilder text) {
        long lasted = of.stream().mapToLong(run -> length(run, beforeStart)).sum();
        Map<String, Long> byRule = of.stream()
                .flatMap(run -> alarms(run).stream())
                .filter(alarm -> !beforeStart || raisedMs(alarm) <= 0)
                .collect(Collectors.groupingBy(
                        alarm -> alarm.path("rule").asText(), TreeMap::new, Collectors.counting()));
        String found = byRule.isEmpty()
                ? "0"
                : byRule.entrySet().stream()
                        .map(rule -> rule.getValue() + " × " + rule.getKey())
                        .collect(Collectors.joining(", "));
        row(text, name, String.valueOf(of.size()), String.format(Locale.ROOT, "%.1f", lasted / 3_600_000.0), found);
    }

    private static long length(Run run, boolean beforeStart) {
        long first = run.points().values().stream()
                .mapToLong(TreeMap::firstKey)
                .min()
                .orElseThrow();
        long last =
                run.points().values().stream().mapToLong(TreeMap::lastKey).max().orElseThrow();
        return beforeStart ? -first : last - first;
    }

    private void played(RecordedSet set, StringBuilder text) {
        List<Run> of = of(set.folder(), "");
        Tally tally = played.get(set.folder());
        long devices = of.stream()
                .flatMap(run -> run.points().keySet().stream().map(Run.Series::device))
                .distinct()
                .count();
        row(
                text,
                set.folder(),
                String.valueOf(of.size()),
                String.valueOf(devices),
                String.valueOf(tally.messages()),
                String.valueOf(tally.values()),
                tally.skipped().isEmpty() ? "none" : Report.skipped(tally));
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** Of one run, the earliest first. */
    private List<JsonNode> alarms(Run run) {
        List<String> devices = run.points().keySet().stream()
                .map(Run.Series::device)
                .distinct()
                .toList();
        return alarms.stream()
                .filter(alarm -> devices.contains(alarm.path("device").asText()))
                .sorted(Comparator.comparingLong(this::raisedMs)
                        .thenComparing(alarm -> alarm.path("device").asText()))
                .toList();
    }

    private long raisedMs(JsonNode alarm) {
        return ms(alarm.path("clock").path("device").asText());
    }

    private long ms(String time) {
        return Duration.between(start, Instant.parse(time)).toMillis();
    }

    private static String seconds(long ms) {
        return number(ms / 1000.0);
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }

    private record Reference(String what, Optional<Double> seconds) {}

    /** What the data set itself says about the run. */
    private Reference reference(Run run) {
        List<String[]> labels = labels(run);
        return switch (run.set().folder()) {
            case "nist_smoke_alarms" -> earliest(labels, 6, 3, "first smoke alarm, ");
            case "vettori_sprinkler" -> earliest(labels, 3, 2, "first sprinkler, no. ");
            case "fsri_compartments" ->
                earliest(
                        labels.stream()
                                .filter(label -> !label[1].equals("Ignition"))
                                .toList(),
                        3,
                        1,
                        "");
            default -> new Reference("none", Optional.empty());
        };
    }

    private static Reference earliest(List<String[]> labels, int time, int name, String what) {
        return labels.stream()
                .filter(label -> !label[time].isBlank())
                .min(Comparator.comparingDouble(label -> Double.parseDouble(label[time])))
                .map(label -> new Reference(what + label[name], Optional.of(Double.parseDouble(label[time]))))
                .orElse(new Reference("none", Optional.empty()));
    }

    private List<String[]> labels(Run run) {
        try {
            List<String[]> labels = new ArrayList<>();
            for (String line :
                    Files.readAllLines(shared.resolve(run.set().folder()).resolve("labels.csv"))) {
                if (line.startsWith(run.name() + ",")) {
                    labels.add(line.split(",", -1));
                }
            }
            return labels;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
