package firegate.ingest.history.influx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real influxd of our own: its files in a folder, its ports on loopback; Debian's service has no part in it. */
public final class Influxd implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Influxd shared;

    private final Path directory;
    private final int port = freePort();
    private final boolean auth;
    private String credentials = "";
    private Process process;

    private Influxd(Path directory, boolean auth) {
        this.directory = directory;
        this.auth = auth;
    }

    public static Influxd start(Path directory) {
        Influxd server = new Influxd(directory, false);
        server.start();
        return server;
    }

    /** One that asks for passwords; {@code admin} has {@code admin}. */
    static Influxd startWithUsers(Path directory) {
        Influxd server = new Influxd(directory, true);
        server.start();
        server.ask("CREATE USER admin WITH PASSWORD 'admin' WITH ALL PRIVILEGES");
        server.credentials = "u=admin&p=admin&";
        return server;
    }

    /** The one that tests share which leave it as it is, each with a database of its own. */
    static synchronized Influxd shared() {
        if (shared == null) {
            try {
                shared = start(Files.createTempDirectory("firegate-influxd"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Influxd server = shared;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                server.deleteFiles();
            }));
        }
        return shared;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Starts it, or starts it again where it stopped. */
    public void start() {
        try {
            Path config = directory.resolve("influxdb.conf");
            Files.writeString(config, config());
            process = new ProcessBuilder(program(), "-config", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("influxd.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("influxd, see " + directory).atMost(Duration.ofSeconds(60)).until(this::answers);
    }

    private static String program() {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, "influxd"))) {
                return Path.of(folder, "influxd").toString();
            }
        }
        throw new AssertionError("influxd is not installed; bin/test installs it (Debian package influxdb)");
    }

    private String config() {
        return """
                reporting-disabled = true
                bind-address = "127.0.0.1:%d"
                [meta]
                dir = "%s/meta"
                [data]
                dir = "%s/data"
                wal-dir = "%s/wal"
                query-log-enabled = false
                [monitor]
                store-enabled = false
                [retention]
                check-interval = "1s"
                [continuous_queries]
                enabled = false
                [http]
                bind-address = "127.0.0.1:%d"
                auth-enabled = %s
                log-enabled = false
                """.formatted(freePort(), directory, directory, directory, port, auth);
    }

    private boolean answers() {
        assertThat(process.isAlive()).as("influxd runs, see %s", directory).isTrue();
        try {
            return send(HttpRequest.newBuilder(URI.create(url() + "/ping")).build())
                            .statusCode()
                    == 204;
        } catch (IOException e) {
            return false;
        }
    }

    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGTERM, and the end of it. */
    public void stop() {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /** The rows of a statement's answer, of all its series. */
    public List<JsonNode> ask(String statement) {
        return ask("", statement);
    }

    public List<JsonNode> ask(String database, String statement) {
        String query = "/query?" + credentials + "epoch=ms&db=" + encoded(database) + "&q=" + encoded(statement);
        try {
            JsonNode answer = JSON.readTree(send(HttpRequest.newBuilder(URI.create(url() + query))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build())
                    .body());
            assertThat(answer.findValuesAsText("error")).as(statement).isEmpty();
            List<JsonNode> rows = new ArrayList<>();
            answer.path("results")
                    .path(0)
                    .path("series")
                    .forEach(series -> series.path("values").forEach(rows::add));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes line protocol as somebody else would. */
    void write(String database, String lines) throws IOException {
        String path = "/write?" + credentials + "precision=ms&db=" + encoded(database);
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(url() + path))
                .POST(HttpRequest.BodyPublishers.ofString(lines))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void deleteFiles() {
        try (var files = Files.walk(directory)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> {
                if (!file.toFile().delete()) {
                    file.toFile().deleteOnExit();
                }
            });
        } catch (IOException e) {
            System.err.println("cannot remove " + directory + ": " + e);
        }
    }
}
