package firegate.ingest.history.influx;

import static firegate.ingest.history.Sent.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import firegate.ingest.history.Answer;
import firegate.ingest.history.Answer.Point;
import firegate.ingest.history.HistoryException;
import firegate.ingest.history.influx.InfluxOptions.Account;
import firegate.ingest.history.influx.InfluxOptions.Token;
import firegate.ingest.history.influx.InfluxOptions.User;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * InfluxDB 2.x and 3.x as they describe their HTTP API (https://docs.influxdata.com/influxdb/v2/api/): a small server answers
 * in their form and keeps what it was asked. A real 2.x or 3.x is not part of these tests.
 */
class WireTest {

    private record Asked(String line, String authorization, String encoding, String body) {}

    private static final String BUCKET = "{\"id\":\"b1\",\"orgID\":\"o1\",\"name\":\"firegate\",\"retentionRules\":[]}";

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private String version = "v2.7.1";
    private String buckets = "{\"buckets\":[" + BUCKET + "]}";
    private String mappings = "{\"content\":[]}";
    private int writeStatus = 204;
    private String writeAnswer = "";
    private boolean silent;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        byte[] bytes = "gzip".equals(encoding)
                ? new GZIPInputStream(exchange.getRequestBody()).readAllBytes()
                : exchange.getRequestBody().readAllBytes();
        asked.add(new Asked(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                encoding,
                new String(bytes, StandardCharsets.UTF_8)));
        boolean post = exchange.getRequestMethod().equals("POST");
        boolean write = path.endsWith("/write");
        if (silent && !path.endsWith("/ping")) {
            hold();
        }
        String body = switch (path) {
            case "/api/v2/buckets" -> post ? BUCKET : buckets;
            case "/api/v2/orgs" -> "{\"orgs\":[{\"id\":\"o1\",\"name\":\"town\"}]}";
            case "/api/v2/dbrps" -> post ? "{}" : mappings;
            case "/query" ->
                "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"smoke\","
                        + "\"columns\":[\"time\",\"smoke\"],\"values\":[[5,0.5]]}]}]}";
            default -> write ? writeAnswer : "";
        };
        if (version != null) {
            exchange.getResponseHeaders().add("X-Influxdb-Version", version);
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        byte[] answer = body.getBytes(StandardCharsets.UTF_8);
        int status = write ? writeStatus : answer.length == 0 ? 204 : post && path.startsWith("/api") ? 201 : 200;
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private void hold() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private InfluxHistory history(Account account, String path) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + path;
        return new InfluxHistory(
                new InfluxOptions(url, account, "firegate", Duration.ofDays(400), InfluxTestStore.SHORT));
    }

    private InfluxHistory withToken() {
        return history(new Token("s3cret", Optional.of("town")), "");
    }

    private List<String> lines(String path) {
        return asked.stream()
                .map(Asked::line)
                .filter(line -> line.contains(path))
                .toList();
    }

    private Asked only(String start) {
        List<Asked> found =
                asked.stream().filter(a -> a.line().startsWith(start)).toList();
        assertThat(found).as(start).hasSize(1);
        return found.get(0);
    }

    @Test
    void writesTo2WithTokenOrganizationAndBucketInGzip() {
        try (InfluxHistory history = withToken()) {
            assertThat(history.name()).isEqualTo("influxdb 2.7.1");
            history.write(List.of(sent("sd-1", 7, "smoke", 0.5)));
        }
        Asked write = only("POST /api/v2/write");
        assertThat(write.line())
                .contains("org=town")
                .contains("bucket=firegate")
                .contains("precision=ms");
        assertThat(write.authorization()).isEqualTo("Token s3cret");
        assertThat(write.encoding()).isEqualTo("gzip");
        assertThat(write.body()).isEqualTo("smoke,device=sd-1,site=s-1 smoke=0.5 7\n");
    }

    @Test
    void readsFrom2ByInfluxQl() {
        try (InfluxHistory history = withToken()) {
            assertThat(Answer.raw(history, "sd-1", "smoke", 0, 10)).containsExactly(new Point(5, 0.5));
        }
        Asked query = only("POST /query");
        assertThat(query.line()).contains("db=firegate").contains("epoch=ms").contains("chunked=true");
        assertThat(query.authorization()).isEqualTo("Token s3cret");
        assertThat(URLDecoder.decode(query.body(), StandardCharsets.UTF_8)).startsWith("q=SELECT \"smoke\" FROM ");
    }

    @Test
    void makesBucketAndMappingThatAreMissing() {
        buckets = "{\"buckets\":[]}";
        try (InfluxHistory history = withToken()) {
            assertThat(history.problem()).isNull();
        }
        assertThat(only("GET /api/v2/buckets").line()).contains("org=town").contains("name=firegate");
        assertThat(only("GET /api/v2/orgs").line()).contains("org=town");
        assertThat(only("POST /api/v2/buckets").body())
                .contains("\"name\":\"firegate\"")
                .contains("\"orgID\":\"o1\"")
                .contains("\"everySeconds\":34560000");
        assertThat(only("GET /api/v2/dbrps").line()).contains("orgID=o1").contains("db=firegate");
        assertThat(only("POST /api/v2/dbrps").body())
                .contains("\"bucketID\":\"b1\"")
                .contains("\"database\":\"firegate\"")
                .contains("\"default\":true");
    }

    @Test
    void leavesBucketAndMappingThatAreThere() {
        mappings = "{\"content\":[{\"id\":\"m\",\"bucketID\":\"b1\",\"database\":\"firegate\",\"orgID\":\"o1\"}]}";
        try (InfluxHistory history = withToken()) {
            assertThat(history.problem()).isNull();
        }
        assertThat(asked).extracting(Asked::line).noneMatch(line -> line.startsWith("POST"));
    }

    @Test
    void leavesItTo3ToMakeTheDatabase() {
        version = "3.0.1";
        try (InfluxHistory history = history(new Token("s3cret", Optional.empty()), "")) {
            assertThat(history.name()).isEqualTo("influxdb 3.0.1");
            history.write(List.of(sent("sd-1", 7, "smoke", 0.5)));
        }
        assertThat(lines("/api/v2/"))
                .hasSize(1)
                .first()
                .asString()
                .contains("write")
                .contains("bucket=firegate");
    }

    @Test
    void saysWhatIsMissingFor2() {
        try (InfluxHistory history = history(new Token("t", Optional.empty()), "")) {
            assertThat(history.problem()).contains("influxdb.org");
        }
        try (InfluxHistory history = history(new User(Optional.empty(), Optional.empty()), "")) {
            assertThat(history.problem()).contains("2.7.1").contains("influxdb.token");
        }
    }

    @Test
    void speaksTheOldFormBelowAPathWithoutAnyTraceOfTheNew() {
        version = "1.6.7";
        try (InfluxHistory history = history(new User(Optional.of("gate"), Optional.of("pw")), "/influx/")) {
            history.write(List.of(sent("sd-1", 7, "smoke", 0.5)));
        } catch (HistoryException e) {
            // The little server knows no databases below that path; the form of the questions is what counts.
            assertThat(e).isNotNull();
        }
        assertThat(lines("/influx/ping")).isNotEmpty();
        assertThat(asked).extracting(Asked::authorization).containsOnly("Basic Z2F0ZTpwdw==");
        assertThat(lines("api/v2")).isEmpty();
    }

    @Test
    void believesTheConfigurationWhenAProxyHidesTheVersion() {
        version = null;
        try (InfluxHistory history = withToken()) {
            assertThat(history.problem()).isNull();
            assertThat(history.name()).isEqualTo("influxdb");
            history.write(List.of(sent("sd-1", 7, "smoke", 0.5)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"code\":\"invalid\",\"message\":\"unable to parse 'x'\"} | true",
                "422 | {\"code\":\"unprocessable entity\",\"message\":\"points beyond retention policy dropped=1\"} | true",
                "413 | {\"code\":\"request too large\",\"message\":\"too large\"} | true",
                "400 | {\"code\":\"invalid\",\"message\":\"bucket is required\"} | false",
                "401 | {\"code\":\"unauthorized\",\"message\":\"unauthorized access\"} | false",
                "404 | {\"code\":\"not found\",\"message\":\"bucket not found\"} | false",
                "429 | {\"code\":\"too many requests\",\"message\":\"later\"} | false",
                "500 | {\"code\":\"internal error\",\"message\":\"disk\"} | false",
                "503 | {\"code\":\"unavailable\",\"message\":\"busy\"} | false"
            })
    void refusesReadingsOnlyForWhatIsInThem(int status, String body, boolean refused) {
        try (InfluxHistory history = withToken()) {
            writeStatus = status;
            writeAnswer = body;
            String said = body.replaceAll(".*\"message\":\"([^\"]*)\".*", "$1");
            assertThatThrownBy(() -> history.write(List.of(sent("sd-1", 7, "smoke", 0.5))))
                    .isInstanceOfSatisfying(
                            HistoryException.class,
                            e -> assertThat(e.isRefused()).isEqualTo(refused))
                    .hasMessageContaining(said);
        }
    }

    /** A wrong address must not send everything to quarantine. */
    @Test
    void doesNotTakeAProxysRefusalForInfluxDbs() {
        try (InfluxHistory history = withToken()) {
            version = null;
            writeStatus = 400;
            writeAnswer = "<html>The plain HTTP request was sent to HTTPS port</html>";
            assertThatThrownBy(() -> history.write(List.of(sent("sd-1", 7, "smoke", 0.5))))
                    .isInstanceOfSatisfying(
                            HistoryException.class,
                            e -> assertThat(e.isRefused()).isFalse());
        }
    }

    @Test
    void readsOnWhileItCannotWrite() {
        try (InfluxHistory history = withToken()) {
            writeStatus = 503;
            assertThatThrownBy(() -> history.write(List.of(sent("sd-1", 7, "smoke", 0.5))))
                    .isInstanceOf(HistoryException.class);
            assertThat(history.problem()).isNull();
            assertThat(Answer.raw(history, "sd-1", "smoke", 0, 10)).hasSize(1);
        }
    }

    @Test
    void endsAWriteThatIsNeverAnsweredWhenInterrupted() throws Exception {
        try (InfluxHistory history = withToken()) {
            silent = true;
            Future<?> write = threads.submit(() -> history.write(List.of(sent("sd-1", 7, "smoke", 0.5))));
            await().until(() -> !lines("/api/v2/write").isEmpty());
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> stands(thread, InfluxHistory.class))
                    .forEach(Thread::interrupt);
            assertThatThrownBy(write::get).hasCauseInstanceOf(HistoryException.class);
        }
    }

    private static boolean stands(Thread thread, Class<?> in) {
        return List.of(thread.getStackTrace()).stream()
                .anyMatch(frame -> frame.getClassName().equals(in.getName())
                        && frame.getMethodName().equals("write"));
    }

    @Test
    void endsAQueryThatIsNeverAnsweredWhenClosed() throws Exception {
        Future<?> query;
        try (InfluxHistory history = withToken()) {
            silent = true;
            query = threads.submit(() -> Answer.raw(history, "sd-1", "smoke", 0, 10));
            await().until(() -> !lines("/query").isEmpty());
        }
        assertThatThrownBy(query::get)
                .hasCauseInstanceOf(HistoryException.class)
                .hasMessageContaining("closed");
    }
}
