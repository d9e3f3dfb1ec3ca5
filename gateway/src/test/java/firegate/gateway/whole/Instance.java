package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import firegate.gateway.Firegate;
import firegate.gateway.config.ConfigReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The runnable jar as a process of its own, on loopback and ports of its own, spoken to as a stranger would. */
final class Instance implements AutoCloseable {

    static final String PASSWORD = "right-horse-battery";
    private static final Path JAR = Path.of("target", "firegate.jar").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();

    private final Path data;
    private final Map<String, String> settings = new HashMap<>();
    final int httpPort = freePort();
    final int mqttPort = freePort();
    private Process process;
    private String readyLine;

    Instance(Path data) {
        this.data = data;
        set("FIREGATE_HTTP_HOST", "127.0.0.1");
        set("FIREGATE_HTTP_PORT", String.valueOf(httpPort));
        set("FIREGATE_MQTT_LISTENER_HOST", "127.0.0.1");
        set("FIREGATE_MQTT_LISTENER_PORT", String.valueOf(mqttPort));
        set("FIREGATE_MQTT_LISTENER_AUTH", "open");
        set("FIREGATE_ADMIN_PASSWORD", PASSWORD);
    }

    Instance set(String variable, String value) {
        settings.put(variable, value);
        return this;
    }

    /** Starts it and waits for the ready line. */
    Instance start() throws IOException {
        process = launch("serve", "--data", data.toString());
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.startsWith("firegate ready:")) {
            line = out.readLine();
        }
        assertThat(line).as("the ready line; standard error has the reason").isNotNull();
        readyLine = line;
        return this;
    }

    /** Starts the program in this process, with the same settings and a clock of the test. */
    Firegate startHere(InstantSource clock) throws Exception {
        ConfigReader.Result read = ConfigReader.read(
                Optional.empty(), settings, Map.of("data", data.toAbsolutePath().toString()));
        assertThat(read).isInstanceOf(ConfigReader.Loaded.class);
        Firegate here = new Firegate(((ConfigReader.Loaded) read).config(), clock);
        here.start();
        readyLine = here.readyLine();
        return here;
    }

    /** Runs another command of the jar with the same settings. */
    Process launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("FIREGATE_"));
        builder.environment().putAll(settings);
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    String readyLine() {
        return readyLine;
    }

    long pid() {
        return process.pid();
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGTERM. @return the exit code */
    int terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("ends within 10 s").isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    JsonNode get(String path) {
        HttpResponse<String> answer = send(request(path).GET());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer.body());
    }

    HttpResponse<String> post(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", basic());
    }

    static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    static HttpClient http() {
        return HTTP;
    }

    /** Everything that a list has, page by page. */
    List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        JsonNode page = get(path);
        while (true) {
            page.path("items").forEach(items::add);
            if (page.path("next").isNull()) {
                return items;
            }
            String cursor = URLEncoder.encode(page.path("next").asText(), StandardCharsets.UTF_8);
            page = get(path + (path.contains("?") ? "&" : "?") + "cursor=" + cursor);
        }
    }

    /** Publishes with Mosquitto's own client at QoS 1. @return its exit code; 0 when it was acknowledged */
    int publish(String device, String body, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "mosquitto_pub",
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(mqttPort),
                "-q",
                "1",
                "-t",
                "v1/devices/" + device + "/telemetry",
                "-m",
                body));
        command.addAll(List.of(more));
        return run(command);
    }

    static int run(List<String> command) {
        try {
            Process of = new ProcessBuilder(command).inheritIO().start();
            if (!of.waitFor(30, TimeUnit.SECONDS)) {
                of.destroyForcibly();
                return -1;
            }
            return of.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
