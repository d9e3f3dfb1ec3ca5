package firegate.gateway.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real Mosquitto on a free port of loopback, with persistence and queues without a limit. */
public final class Mosquitto implements AutoCloseable {

    private final Path directory;
    public final int port;
    private final List<String> settings;
    private Process process;

    /** @param settings further lines of its configuration; without one about users, anybody may do everything */
    public Mosquitto(Path directory, String... settings) {
        this.directory = directory;
        this.port = freePort();
        this.settings = List.of(settings);
    }

    public String url() {
        return "mqtt://127.0.0.1:" + port;
    }

    public Mosquitto start() {
        try {
            Files.createDirectories(directory);
            Path config = directory.resolve("mosquitto.conf");
            List<String> lines = new ArrayList<>(List.of(
                    "listener " + port + " 127.0.0.1",
                    // it would give up root's rights and could not write its store
                    "user " + System.getProperty("user.name"),
                    "persistence true",
                    "persistence_location " + directory + "/",
                    "max_queued_messages 0",
                    "log_dest file " + directory.resolve("mosquitto.log")));
            if (settings.stream().noneMatch(line -> line.startsWith("allow_anonymous"))) {
                lines.add("allow_anonymous true");
            }
            lines.addAll(settings);
            Files.write(config, lines);
            process = new ProcessBuilder(program(), "-c", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("mosquitto.out").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("mosquitto is needed; bin/test installs it", e);
        }
        await().until(this::accepts);
        return this;
    }

    private static String program() {
        return Files.isExecutable(Path.of("/usr/sbin/mosquitto")) ? "/usr/sbin/mosquitto" : "mosquitto";
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            assertThat(process.isAlive())
                    .as("mosquitto runs; its log is in " + directory)
                    .isTrue();
            return false;
        }
    }

    /** SIGTERM: it saves its sessions and ends. */
    public void stop() {
        process.destroy();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS))
                    .as("mosquitto ends")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public void publish(String topic, String body, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "mosquitto_pub", "-h", "127.0.0.1", "-p", String.valueOf(port), "-q", "1", "-t", topic, "-m", body));
        command.addAll(List.of(more));
        run(command);
    }

    static void run(List<String> command) {
        try {
            Process of = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(of.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(of.waitFor()).as(output).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** One line, one message, QoS 1, over one connection. */
    public void publishLines(String topic, Iterable<String> bodies) {
        try {
            Process of = new ProcessBuilder(
                            "mosquitto_pub",
                            "-h",
                            "127.0.0.1",
                            "-p",
                            String.valueOf(port),
                            "-q",
                            "1",
                            "-t",
                            topic,
                            "-l")
                    .redirectErrorStream(true)
                    .start();
            try (var in = of.outputWriter(StandardCharsets.UTF_8)) {
                for (String body : bodies) {
                    in.write(body);
                    in.write('\n');
                }
            }
            String output = new String(of.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(of.waitFor()).as(output).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
