package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code firegate simulate} against the listener and against a Mosquitto. */
class SimulateIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path data;

    private record Run(int exit, String out) {

        long figure(String name) {
            Matcher line = Pattern.compile("(?m)^" + name + " +(\\d+)").matcher(out);
            assertThat(line.find()).as(name + " in " + out).isTrue();
            return Long.parseLong(line.group(1));
        }
    }

    private static Run simulate(Instance jar, int port, String options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("simulate", "--url", "mqtt://127.0.0.1:" + port));
        command.addAll(List.of(options.split(" ")));
        Process process = jar.launch(command.toArray(String[]::new));
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), out);
    }

    private static JsonNode settled(Instance firegate) {
        await().atMost(SOON)
                .until(() -> sum(firegate).path("waiting").asLong() == 0
                        && sum(firegate).path("received").asLong() > 0);
        return sum(firegate);
    }

    private static JsonNode sum(Instance firegate) {
        return firegate.get("/api/v1/ledger?limit=1").path("sum");
    }

    @Test
    void theLedgerAgreesWithWhatWasSent() throws Exception {
        try (Instance firegate = new Instance(data).start()) {
            Run run = simulate(
                    firegate,
                    firegate.mqttPort,
                    "--devices 200 --seed 3 --interval 500ms --duration 4s"
                            + " --duplicates 10% --garbage 5% --bad-clocks 0.1 --incidents all");
            assertThat(run.exit()).isZero();
            assertThat(run.figure("acknowledged"))
                    .isEqualTo(run.figure("messages"))
                    .isGreaterThan(1_000);
            assertThat(run.figure("garbage")).isPositive();
            assertThat(run.figure("sent twice")).isPositive();
            JsonNode sum = settled(firegate);
            assertThat(sum.path("quarantined").asLong()).isEqualTo(run.figure("garbage"));
            assertThat(sum.path("duplicate").asLong()).isEqualTo(run.figure("sent twice"));
            assertThat(sum.path("stored").asLong()).isEqualTo(run.figure("readings") - run.figure("sent twice"));
        }
    }

    @Test
    void storesEveryReadingOnceThoughDevicesLoseTheirNetwork() throws Exception {
        try (Instance firegate = new Instance(data).start()) {
            Run run = simulate(
                    firegate,
                    firegate.mqttPort,
                    "--devices 100 --seed 4 --interval 200ms --duration 4s --dropouts 1% --buffered 20% --last-wait 40s");
            assertThat(run.exit()).isZero();
            assertThat(run.figure("reconnects")).isPositive();
            assertThat(run.figure("never")).isZero();
            assertThat(settled(firegate).path("stored").asLong()).isEqualTo(run.figure("readings"));
        }
    }

    @Test
    void mosquittoPassesOnWhatWasSent() throws Exception {
        int port = freePort();
        Path conf = Files.writeString(
                data.resolve("mosquitto.conf"),
                "listener " + port + " 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n");
        Process broker = process(mosquitto(), "-c", conf.toString());
        Path received = data.resolve("received");
        try {
            await().atMost(SOON).until(() -> connects(port));
            // Into a file it would write by the block; each line is waited for.
            Process subscriber = new ProcessBuilder(
                            "stdbuf",
                            "-oL",
                            "mosquitto_sub",
                            "-h",
                            "127.0.0.1",
                            "-p",
                            String.valueOf(port),
                            "-q",
                            "1",
                            "-t",
                            "town/#",
                            "-v",
                            "-d")
                    .redirectErrorStream(true)
                    .redirectOutput(received.toFile())
                    .start();
            try {
                await().atMost(SOON).until(() -> Files.readString(received).contains("SUBACK"));
                Run run = simulate(
                        new Instance(data),
                        port,
                        "--devices 50 --seed 5 --rate 200 --duration 3s --topic town/{device}/up");
                assertThat(run.exit()).isZero();
                await().atMost(SOON).until(() -> lines(received) == run.figure("messages"));
            } finally {
                subscriber.destroyForcibly().onExit().join();
            }
        } finally {
            broker.destroyForcibly().onExit().join();
        }
    }

    @Test
    void failsWhenNothingAcknowledges() throws Exception {
        int nobody = freePort();
        Run run = simulate(new Instance(data), nobody, "--devices 5 --interval 100ms --duration 1s --last-wait 1s");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.figure("never")).isEqualTo(run.figure("messages")).isPositive();
    }

    private static long lines(Path received) throws IOException {
        try (var lines = Files.lines(received)) {
            return lines.filter(line -> line.startsWith("town/")).count();
        }
    }

    private static Process process(String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String mosquitto() {
        Path debian = Path.of("/usr/sbin/mosquitto");
        return Files.isExecutable(debian) ? debian.toString() : "mosquitto";
    }

    private static boolean connects(int port) {
        try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
