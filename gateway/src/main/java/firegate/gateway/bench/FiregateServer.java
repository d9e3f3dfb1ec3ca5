package firegate.gateway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A firegate of our own, started as users do, on loopback: any client may publish, all else as it is by default. */
final class FiregateServer implements AutoCloseable {

    private static final String PASSWORD = "right-horse-battery";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final int httpPort = MosquittoServer.freePort();
    private final int mqttPort = MosquittoServer.freePort();
    private final Child child;
    private final String cookie;

    /**
     * @param command what runs firegate, such as {@code bin/firegate}
     * @throws IOException when it does not start; what it says is on standard error
     */
    FiregateServer(List<String> command, Path data) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("serve", "--data", data.toString()));
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .putAll(Map.of(
                        "FIREGATE_HTTP_HOST",
                        "127.0.0.1",
                        "FIREGATE_HTTP_PORT",
                        String.valueOf(httpPort),
                        "FIREGATE_MQTT_LISTENER_HOST",
                        "127.0.0.1",
                        "FIREGATE_MQTT_LISTENER_PORT",
                        String.valueOf(mqttPort),
                        "FIREGATE_MQTT_LISTENER_AUTH",
                        "open",
                        "FIREGATE_ADMIN_PASSWORD",
                        PASSWORD));
        child = new Child(builder);
        BufferedReader out = child.process().inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.startsWith("firegate ready:")) {
            line = out.readLine();
        }
        if (line == null) {
            close();
            throw new IOException("firegate does not start");
        }
        cookie = login();
    }

    private String login() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri("http", "/api/v1/session"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"username\":\"admin\",\"password\":\"" + PASSWORD + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.headers()
                .firstValue("Set-Cookie")
                .map(value -> value.split(";", 2)[0])
                .orElseThrow(() -> new IOException("firegate does not let us in: " + answer.body()));
    }

    int mqttPort() {
        return mqttPort;
    }

    private URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + httpPort + path);
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(text(path));
    }

    private String text(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("http", path))
                .header("Cookie", cookie)
                .timeout(ANSWER)
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** What waits now. */
    Backlog backlog() throws IOException, InterruptedException {
        String metrics = text("/metrics");
        return new Backlog(
                metric(metrics, "firegate_history_behind"),
                metric(metrics, "firegate_history_unapplied"),
                metric(metrics, "firegate_alarms_behind"));
    }

    private static long metric(String metrics, String name) throws IOException {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException("there is no metric " + name));
    }

    /** A console that is logged in. */
    LiveScreen screen() throws Exception {
        LiveScreen screen = new LiveScreen();
        screen.open(http.newWebSocketBuilder().header("Cookie", cookie), uri("ws", "/api/v1/live"));
        return screen;
    }

    @Override
    public void close() {
        child.close();
    }
}
