package firegate.dashboard.api;

import static firegate.dashboard.api.HistoryServer.escaped;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.ingest.device.Kind;
import firegate.ingest.history.embedded.QuestDbHistory;
import firegate.ingest.journal.Entry;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryRoutesTest {

    private static final long T0 = Instant.parse("2026-03-01T08:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;

    @TempDir
    Path directory;

    private QuestDbHistory history;
    private HistoryServer server;
    private final List<Entry.Telemetry> sent = new ArrayList<>();

    @BeforeEach
    void open() {
        history = new QuestDbHistory(directory, Duration.ofDays(400));
        server = new HistoryServer(history);
    }

    @AfterEach
    void close() {
        server.close();
        history.close();
    }

    private void send(String device, long timeMs, String metric, double value) {
        Reading reading = new Reading(timeMs, Reading.TimeSource.DEVICE, timeMs, MetricValues.of(metric, value));
        sent.add(new Entry.Telemetry(
                device, Kind.HYDRANT, "s-1", null, timeMs, List.of(reading), List.of(), 0, Map.of()));
    }

    private void store() throws InterruptedException {
        history.write(sent);
        assertThat(history.awaitVisible(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void answersRawPointsOfTheLastDayInTheOrderAskedFor() throws Exception {
        send("h-1", T0 + 1, "pressure", 0.31);
        send("h-1", T0, "flow", 12);
        send("h-2", T0, "my_metric", -1);
        send("h-1", T0 - 24 * 60 * MINUTE, "pressure", 9);
        store();

        HttpResponse<String> response = server.get("device=h-2,h-1");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.body()).isEqualTo("""
                        {"series":[\
                        {"device":"h-2","metric":"my_metric","unit":"","points":[[1772352000000,-1.0]]},\
                        {"device":"h-1","metric":"flow","unit":"L/s","points":[[1772352000000,12.0]]},\
                        {"device":"h-1","metric":"pressure","unit":"MPa","points":[[1772352000001,0.31]]}],\
                        "window":null,"aggregate":null,"next":null}""");
    }

    @Test
    void answersWindowsWithNullForEmptyOnes() throws Exception {
        send("h-1", T0, "pressure", 1);
        send("h-1", T0 + MINUTE, "pressure", 2);
        send("h-1", T0 + 10 * MINUTE, "pressure", 5);
        store();

        String query = "device=h-1&metric=pressure&window=5m&from=" + T0 + "&to=2026-03-01T16:15:00%2B08:00";
        assertThat(server.get(query).body()).isEqualTo("""
                        {"series":[{"device":"h-1","metric":"pressure","unit":"MPa","points":[\
                        [1772352000000,1.5],[1772352300000,null],[1772352600000,5.0]]}],\
                        "window":"5m","aggregate":"mean","next":null}""");
        assertThat(server.json(query + "&aggregate=max&order=desc&limit=1").at("/series/0/points"))
                .hasToString("[[1772352600000,5.0]]");
    }

    @Test
    void namesEverySeriesAskedForAlsoWithoutPoints() throws Exception {
        store();

        JsonNode answer = server.json("device=a&device=b&metric=pressure,flow");
        assertThat(answer.get("series")).hasSize(4);
        assertThat(server.json("device=nobody").get("series")).isEmpty();
    }

    /** Random densities: some series end on the first page, some go on to the last. */
    @ParameterizedTest
    @CsvSource({"asc,", "desc,", "asc,10m", "desc,10m"})
    void givesEveryPointExactlyOnceToWhoFollowsNext(String order, String window) throws Exception {
        long seed = System.nanoTime();
        System.out.println("paging " + order + " " + window + ", seed " + seed);
        Random random = new Random(seed);
        for (int device = 0; device < 4; device++) {
            for (int i = 0; i < 10 + device * 60; i++) {
                send("h-" + device, T0 + random.nextInt(600) * MINUTE, "pressure", i);
                send("h-" + device, T0 + (random.nextBoolean() ? i : 500 + i) * MINUTE, "flow", i);
            }
        }
        store();

        String query = "device=h-0,h-1,h-2,h-3,none&order=" + order + (window == null ? "" : "&window=" + window);
        JsonNode whole = server.json(query);
        assertThat(whole.get("next").isNull()).isTrue();
        Map<String, List<String>> pieces = new TreeMap<>();
        Set<String> cursors = new HashSet<>();
        JsonNode page = server.json(query + "&limit=7");
        int pages = 1;
        while (true) {
            for (JsonNode series : page.get("series")) {
                assertThat(series.get("points").size()).isLessThanOrEqualTo(7);
                pieces.computeIfAbsent(name(series), name -> new ArrayList<>()).addAll(points(series));
            }
            if (page.get("next").isNull()) {
                break;
            }
            assertThat(cursors.add(page.get("next").asText())).isTrue();
            page = server.json("cursor=" + page.get("next").asText());
            pages++;
        }
        assertThat(pages).isGreaterThan(3);
        Map<String, List<String>> expected = new TreeMap<>();
        whole.get("series").forEach(series -> expected.put(name(series), points(series)));
        assertThat(pieces).isEqualTo(expected);
    }

    private static String name(JsonNode series) {
        return series.get("device").asText() + " " + series.get("metric").asText();
    }

    private static List<String> points(JsonNode series) {
        List<String> points = new ArrayList<>();
        series.get("points").forEach(point -> points.add(point.toString()));
        return points;
    }

    @Test
    void answersCsvCompletelyBeyondTheLimitOfAPage() throws Exception {
        for (int i = 0; i < 12_345; i++) {
            send("h-1", T0 + i * 1000L, "pressure", i);
        }
        send("h-2", T0, "flow", 0.5);
        store();

        HttpResponse<String> response = server.get("device=h-1,h-2&format=csv&window=&from=0".replace("&window=", ""));
        String[] lines = response.body().split("\r\n");
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv; charset=utf-8");
        assertThat(lines).hasSize(1 + 12_345 + 1);
        assertThat(lines[0]).isEqualTo("time,device,metric,value,unit");
        assertThat(lines[1]).isEqualTo("2026-03-01T08:00:00.000Z,h-1,pressure,0.0,MPa");
        assertThat(lines[12_345]).isEqualTo("2026-03-01T11:25:44.000Z,h-1,pressure,12344.0,MPa");
        assertThat(lines[12_346]).isEqualTo("2026-03-01T08:00:00.000Z,h-2,flow,0.5,L/s");
        assertThat(server.get("device=h-1&from=0", "Accept", "text/csv").body()).startsWith("time,device");
        assertThat(server.get("device=h-1&from=0", "Accept", "application/json, text/csv;q=0.5")
                        .body())
                .startsWith("{");
    }

    @Test
    void writesCsvThatNoSpreadsheetRuns() throws Exception {
        List<String> devices = List.of("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "a,b\"c", "消火栓");
        devices.forEach(device -> send(device, T0, "pressure", -0.5));
        store();

        // A comma separates ids in the request, so that device cannot be asked for; it cannot do harm in the answer
        // either.
        for (String device : devices) {
            String csv = server.get("format=csv&device=" + escaped(device)).body();
            for (String line : csv.split("\r\n")) {
                for (String cell : line.split(",")) {
                    assertThat(cell).doesNotStartWith("=").doesNotStartWith("+").doesNotStartWith("@");
                }
            }
        }
        assertThat(server.get("format=csv&device=" + escaped("=1+1")).body()).contains(",'=1+1,pressure,-0.5,MPa");
        assertThat(server.get("format=csv&device=" + escaped("-1")).body()).contains(",'-1,pressure,-0.5,MPa");
        assertThat(server.get("format=csv&device=" + escaped("消火栓")).body()).contains(",消火栓,pressure,");
    }

    @Test
    void leavesTheCellOfAnEmptyWindowEmpty() throws Exception {
        send("h-1", T0, "pressure", 1);
        store();

        String query = "device=h-1&metric=pressure&format=csv&window=1h&from=" + T0 + "&to=" + (T0 + 120 * MINUTE);
        assertThat(server.get(query).body().lines())
                .containsExactly(
                        "time,device,metric,value,unit",
                        "2026-03-01T08:00:00.000Z,h-1,pressure,1.0,MPa",
                        "2026-03-01T09:00:00.000Z,h-1,pressure,,MPa");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metric=pressure device",
                "device= device",
                "device=a&metric=No+Metric metric",
                "device=a&from=yesterday from",
                "device=a&from=2026-03-01T08:00:00 from",
                "device=a&from=99999999999999999999 from",
                "device=a&from=5&to=5 from",
                "device=a&to=-1 to",
                "device=a&to=1&to=2 to",
                "device=a&window=5x window",
                "device=a&window=0m window",
                "device=a&window=999999999w window",
                "device=a&window=5m&aggregate=median aggregate",
                "device=a&limit=0 limit",
                "device=a&limit=100001 limit",
                "device=a&limit=x limit",
                "device=a&order=down order",
                "device=a&format=xml format",
                "device=a&widnow=5m widnow",
                "cursor=abc cursor",
                "cursor=e30 cursor"
            })
    void explainsWhichParameterIsWrong(String queryAndName) throws Exception {
        String[] parts = queryAndName.split(" ");
        HttpResponse<String> response = server.get(parts[0]);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body())
                .contains("\"status\":400", "\"title\":\"Bad parameter\"", "parameter '" + parts[1] + "'", "allowed");
    }

    @Test
    void saysWhenTheStoreIsDown() throws Exception {
        history.close();
        HttpResponse<String> response = server.get("device=a");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body()).contains("closed");
    }
}
