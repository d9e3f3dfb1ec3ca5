package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code firegate demo} as a newcomer starts it, with a directory for temporary files of its own. */
class DemoIT {

    private static final Path JAR = Path.of("target", "firegate.jar").toAbsolutePath();
    private static final Duration MINUTE = Duration.ofSeconds(60);

    @TempDir
    private Path temporary;

    private final int port = freePort();

    @Test
    void livesByItselfSaysThatItIsInventedAndLeavesNothingBehind() throws Exception {
        Process killed = start();
        killed.destroyForcibly().onExit().join();
        assertThat(left())
                .singleElement()
                .satisfies(path -> assertThat(path.getFileName().toString()).startsWith("firegate-demo-"));
        Path abandoned = left().get(0);

        Process demo = start();
        try {
            assertThat(left()).singleElement().isNotEqualTo(abandoned);
            assertThat(get("/api/v1/about", "").path("demo").asBoolean()).isTrue();
            await().atMost(MINUTE).until(() -> !openAlarms().isEmpty());
            assertThat(openAlarms()).allSatisfy(alarm -> {
                assertThat(alarm.path("late").asBoolean()).isFalse();
                assertThat(alarm.at("/message/zh").asText()).contains("演示");
            });
            JsonNode devices = get("/api/v1/devices?limit=1000", "admin:demo");
            assertThat(devices.path("total").asInt()).isEqualTo(300);
            assertThat(devices.path("items")).allSatisfy(device -> {
                assertThat(device.path("name").asText()).contains("演示");
                assertThat(device.path("claimed").asBoolean()).isTrue();
            });
            JsonNode sum = get("/api/v1/ledger?limit=1", "admin:demo").path("sum");
            assertThat(sum.path("quarantined").asInt()).isZero();
            assertThat(sum.path("received").asInt()).isGreaterThan(30_000);
            demo.destroy();
            assertThat(demo.waitFor(10, TimeUnit.SECONDS))
                    .as("ends within 10 s")
                    .isTrue();
            assertThat(demo.exitValue()).isZero();
            assertThat(left()).isEmpty();
        } finally {
            demo.destroyForcibly().onExit().join();
        }
    }

    private List<JsonNode> openAlarms() throws Exception {
        JsonNode items = get("/api/v1/alarms?state=open", "admin:demo").path("items");
        return Stream.iterate(0, i -> i + 1).limit(items.size()).map(items::get).toList();
    }

    /** Without what the JVM itself keeps there. */
    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(path -> path.getFileName().toString().startsWith("firegate"))
                    .toList();
        }
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                JAR.toString(),
                "demo");
        builder.environment().keySet().removeIf(name -> name.startsWith("FIREGATE_"));
        builder.environment().put("FIREGATE_HTTP_PORT", String.valueOf(port));
        builder.environment().put("FIREGATE_MQTT_LISTENER_PORT", "0");
        builder.environment().put("FIREGATE_RECORDS_URL", "jdbc:postgresql://real.example.org/town");
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        assertThat(line).startsWith("firegate ready: console http://127.0.0.1:" + port);
        assertThat(out.readLine()).contains("演示数据", "admin", "demo");
        return process;
    }

    private JsonNode get(String path, String login) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (!login.isEmpty()) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        HttpResponse<String> answer = Instance.http()
                .send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Instance.json(answer.body());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
