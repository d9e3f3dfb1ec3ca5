package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.gateway.Firegate;
import firegate.gateway.fleet.BrokerAddress;
import firegate.gateway.replay.FleetOutlet;
import firegate.gateway.replay.Mapping;
import firegate.gateway.replay.MappingReader;
import firegate.gateway.replay.Pace;
import firegate.gateway.replay.Player;
import firegate.gateway.replay.Recording;
import firegate.gateway.replay.Recordings;
import firegate.gateway.replay.Tally;
import firegate.gateway.replay.Timing;
import firegate.gateway.whole.RecordedSet.Run;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every recording under ../shared/data is played over MQTT into the whole program, once for all tests. The clock of the program
 * stands still meanwhile, so that no delay ends by it in the middle of a run, however slow the machine is; then it is put
 * forward by two hours, longer than any delay of the rules, which ends what the last samples had begun.
 */
class RealFiresIT {

    private static final Path SHARED = Path.of("../../shared").toAbsolutePath().normalize();
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    /** Second 0 of every run; the longest lasts a day. */
    private static final Instant START = NOW.minus(Duration.ofHours(26));

    private static final Duration AFTERWARDS = Duration.ofHours(2);
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final int IN_FLIGHT = 1_000;

    @TempDir
    private static Path data;

    private static final TestClock CLOCK = new TestClock(NOW);
    private static final List<Run> RUNS = new ArrayList<>();
    private static final Map<String, Tally> PLAYED = new ConcurrentHashMap<>();
    private static Instance instance;
    private static Firegate firegate;
    private static List<JsonNode> alarms;

    @BeforeAll
    static void playEverything() throws Exception {
        assumeThat(Files.isDirectory(SHARED.resolve("data")))
                .as("recorded data at %s: it is not part of the project; without it nothing is tested here", SHARED)
                .isTrue();
        for (RecordedSet set : RecordedSet.ALL) {
            set.paths(SHARED).forEach(path -> RUNS.add(set.read(path)));
        }
        instance = new Instance(data);
        firegate = instance.startHere(CLOCK);
        RUNS.forEach(
                run -> devices(run).forEach(device -> register(device, run.set().kind())));
        List<CompletableFuture<Void>> playing = RecordedSet.ALL.stream()
                .map(set -> CompletableFuture.runAsync(() -> play(set)))
                .toList();
        CompletableFuture.allOf(playing.toArray(CompletableFuture[]::new)).get();
        CLOCK.forward(AFTERWARDS);
        awaitEverythingEvaluatedAndStored();
        alarms = instance.all("/api/v1/alarms?limit=1000");
    }

    @AfterAll
    static void stop() {
        if (firegate != null) {
            firegate.close();
        }
    }

    private static Set<String> devices(Run run) {
        return run.points().keySet().stream().map(Run.Series::device).collect(Collectors.toCollection(TreeSet::new));
    }

    private static void register(String device, String kind) {
        HttpRequest.Builder put = instance.request("/api/v1/devices/" + device)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"kind\":\"" + kind + "\"}"));
        assertThat(instance.send(put).statusCode()).isBetween(200, 299);
    }

    private static void play(RecordedSet set) {
        Path map = ROOT.resolve("docs/replay").resolve(set.folder() + ".yaml");
        var read = MappingReader.read(map);
        assertThat(read.problems()).as(map.toString()).isEmpty();
        Mapping mapping = read.value().orElseThrow();
        List<String> problems = new ArrayList<>();
        List<Recording> recordings = Recordings.scan(set.paths(SHARED), mapping, problems::add);
        assertThat(problems).isEmpty();
        var shift = Timing.shift(mapping.time(), false, Optional.of(START.toString()), Optional.empty(), Pace.MAX, NOW);
        try (FleetOutlet outlet = FleetOutlet.connect(new FleetOutlet.Options(
                BrokerAddress.parse("mqtt://127.0.0.1:" + instance.mqttPort),
                Optional.empty(),
                Optional.empty(),
                "v1/devices/{device}/telemetry",
                1,
                IN_FLIGHT))) {
            Player player = new Player(recordings, Player.place(recordings, shift, true), outlet, IN_FLIGHT);
            player.play(new Pace(Pace.MAX, System::nanoTime, time -> {}));
            assertThat(player.firstFailure()).isNull();
            PLAYED.put(set.folder(), player.tally());
        } catch (Exception e) {
            throw new IllegalStateException(set.folder(), e);
        }
    }

    /** A message that is evaluated after all others, and a clock that moves on so that the desk commits. */
    private static void awaitEverythingEvaluatedAndStored() {
        assertThat(instance.publish("last-of-all", "{\"temperature\":20}")).isZero();
        long messages = PLAYED.values().stream().mapToLong(Tally::messages).sum() + 1;
        String all = "/api/v1/ledger?limit=1&from=" + NOW.minusSeconds(60);
        await().atMost(SOON).untilAsserted(() -> {
            CLOCK.forward(Duration.ofSeconds(1));
            JsonNode sum = instance.get(all).path("sum");
            assertThat(sum.path("received").asLong()).isEqualTo(messages);
            assertThat(sum.path("stored").asLong()).isEqualTo(messages);
            assertThat(sum.path("waiting").asLong()).isZero();
        });
    }

    @Test
    void theSeriesReadBackEqualTheFilesValueByValue() {
        long compared = 0;
        for (Run run : RUNS) {
            Map<Run.Series, Map<Long, Double>> found = new HashMap<>();
            for (String device : devices(run)) {
                found.putAll(history(device));
            }
            assertThat(found.keySet()).as(run.name()).isEqualTo(run.points().keySet());
            for (Map.Entry<Run.Series, TreeMap<Long, Double>> series :
                    run.points().entrySet()) {
                same(series.getKey(), series.getValue(), found.get(series.getKey()));
                compared += series.getValue().size();
            }
        }
        assertThat(compared)
                .as("values of the files, against those that the replay says it has played")
                .isEqualTo(PLAYED.values().stream().mapToLong(Tally::values).sum())
                .isGreaterThan(500_000);
    }

    private static Map<Run.Series, Map<Long, Double>> history(String device) {
        Map<Run.Series, Map<Long, Double>> found = new HashMap<>();
        String path = "/api/v1/history?limit=100000&device=" + device + "&from="
                + START.minus(Duration.ofDays(1)).toEpochMilli() + "&to="
                + NOW.plus(AFTERWARDS).toEpochMilli();
        JsonNode answer = instance.get(path);
        assertThat(answer.path("next").isNull()).as(device).isTrue();
        for (JsonNode series : answer.path("series")) {
            Map<Long, Double> points = new TreeMap<>();
            for (JsonNode point : series.path("points")) {
                Double before = points.put(
                        point.path(0).asLong() - START.toEpochMilli(),
                        point.path(1).asDouble());
                assertThat(before).as("one point for each time of " + device).isNull();
            }
            found.put(new Run.Series(device, series.path("metric").asText()), points);
        }
        return found;
    }

    /** To twelve digits: units are converted in another way here than in the replay. */
    private static void same(Run.Series series, Map<Long, Double> expected, Map<Long, Double> found) {
        assertThat(found.keySet()).as("times of " + series).isEqualTo(expected.keySet());
        expected.forEach((time, value) -> {
            double difference = Math.abs(found.get(time) - value);
            if (difference > 1e-12 * Math.max(1, Math.abs(value))) {
                throw new AssertionError(
                        series + " at " + time + " ms: " + found.get(time) + ", the file says " + value);
            }
        });
    }

    @Test
    void alarmsAreThoseThatTheDefinitionsAskForAtTheirTimesAndNoOthers() {
        Set<String> rules = rules();
        List<RuleOracle.Expected> expected = new ArrayList<>();
        for (Run run : RUNS) {
            Map<String, Map<String, TreeMap<Long, Double>>> byDevice = new TreeMap<>();
            run.points()
                    .forEach((series, points) -> byDevice.computeIfAbsent(series.device(), d -> new TreeMap<>())
                            .put(series.metric(), points));
            byDevice.forEach((device, metrics) -> {
                long last = metrics.values().stream()
                        .mapToLong(TreeMap::lastKey)
                        .max()
                        .orElseThrow();
                expected.addAll(
                        RuleOracle.alarms(rules, device, run.set().kind(), metrics, last + AFTERWARDS.toMillis()));
            });
        }
        assertThat(alarms.stream()
                        .filter(alarm -> !RuleOracle.ABOUT_RECEIPT.contains(
                                alarm.path("rule").asText()))
                        .map(RealFiresIT::fact))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(expected).hasSizeGreaterThan(100);
    }

    private static RuleOracle.Expected fact(JsonNode alarm) {
        JsonNode returned = alarm.path("clock").path("returned");
        return new RuleOracle.Expected(
                alarm.path("device").asText(),
                alarm.path("rule").asText(),
                sinceStart(alarm.path("clock").path("device").asText()),
                RuleOracle.Severity.valueOf(alarm.path("severity").asText().toUpperCase(Locale.ROOT)),
                alarm.path("state").asText(),
                returned.isNull() ? null : sinceStart(returned.asText()));
    }

    private static long sinceStart(String time) {
        return Duration.between(START, Instant.parse(time)).toMillis();
    }

    @Test
    void everyRuleOfTheBookIsCheckedOrHasNoDataHere() {
        Set<String> covered = new HashSet<>(RuleOracle.WITHOUT_DATA);
        covered.addAll(RuleOracle.ABOUT_RECEIPT);
        RuleOracle.DEFINITIONS.forEach(definition -> covered.add(definition.rule()));
        assertThat(covered).as("add a definition to RuleOracle").containsAll(rules());
    }

    private static Set<String> rules() {
        Set<String> rules = new TreeSet<>();
        instance.get("/api/v1/rules")
                .path("items")
                .forEach(rule -> rules.add(rule.path("id").asText()));
        assertThat(rules).isNotEmpty();
        return rules;
    }

    @Test
    void fireAlarmsComeAfterIgnition() {
        assertThat(alarms)
                .filteredOn(alarm -> alarm.path("kind").asText().equals("smoke"))
                .allSatisfy(alarm -> assertThat(
                                sinceStart(alarm.path("clock").path("device").asText()))
                        .isPositive());
    }

    @Test
    void nothingOfTheRecordingsIsQuarantinedOrTakenForADuplicate() {
        JsonNode sum = instance.get("/api/v1/ledger?limit=1&from=" + NOW.minusSeconds(60))
                .path("sum");
        assertThat(sum.path("quarantined").asLong()).isZero();
        assertThat(sum.path("duplicate").asLong()).isZero();
    }

    @Test
    void theTableInTheDocumentIsWhatThisComputes() throws Exception {
        FireTable.check(
                ROOT.resolve("docs/real-fires.md"), new FireTable(SHARED.resolve("data"), RUNS, PLAYED, alarms, START));
    }
}
