package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operating system sees of the journal, and what firegate does when it fails there. */
class SyncIT {

    private static final String PUBACK_BYTES = "\"@\\2\\0\\1\"";

    @TempDir
    private Path directory;

    @Test
    void theJournalIsSyncedBeforeTheBytesOfThePubackLeave() throws Exception {
        Path trace = directory.resolve("trace");
        try (Instance firegate = new Instance(directory.resolve("data")).start()) {
            firegate.publish("warm-up", "{\"smoke\":0.01}");
            Process strace = strace(
                    firegate,
                    "-y",
                    "-s",
                    "64",
                    "-o",
                    trace.toString(),
                    "-e",
                    "trace=fdatasync,fsync,write,writev,sendto,sendmsg,pwrite64");
            assertThat(firegate.publish("sd-17", "{\"fire\":true}")).isZero();
            await().until(() -> pubackLine(trace) >= 0);
            strace.destroy();
            strace.waitFor();

            List<String> calls = Files.readAllLines(trace);
            int acknowledged = pubackLine(trace);
            int written = lastBefore(calls, acknowledged, "pwrite64(", "journal.db");
            int synced = lastBefore(calls, acknowledged, "sync(", "journal.db");
            assertThat(written).as("the journal is written").isNotNegative();
            assertThat(synced).as("and synced after it").isGreaterThan(written);
            assertThat(acknowledged).as("and only then acknowledged").isGreaterThan(synced);
        }
    }

    @Test
    void aJournalThatFailsAcknowledgesNothingAndAFireStillReachesTheScreen() throws Exception {
        Path journal = directory.resolve("data/journal.db");
        try (Instance firegate = new Instance(directory.resolve("data")).start();
                LiveClient console = new LiveClient(firegate)) {
            assertThat(firegate.publish("sd-1", "{\"smoke\":0.01}")).isZero();
            Process strace = strace(
                    firegate,
                    "-o",
                    "/dev/null",
                    "-P",
                    journal.toString(),
                    "-P",
                    journal + "-wal",
                    "-e",
                    "trace=fdatasync,fsync",
                    "-e",
                    "inject=fdatasync,fsync:error=EIO");

            Process publisher = new ProcessBuilder(
                            "mosquitto_pub",
                            "-h",
                            "127.0.0.1",
                            "-p",
                            String.valueOf(firegate.mqttPort),
                            "-q",
                            "1",
                            "-t",
                            "v1/devices/sd-17/telemetry",
                            "-m",
                            "{\"fire\":true}")
                    .redirectErrorStream(true)
                    .start();
            JsonNode shown = console.awaitAlarm(
                    Duration.ofSeconds(20), of -> of.path("device").asText().equals("sd-17"));
            assertThat(shown.path("stored").asBoolean()).isFalse();
            assertThat(publisher.waitFor(1, TimeUnit.SECONDS) && publisher.exitValue() == 0)
                    .as("acknowledged")
                    .isFalse();
            publisher.destroyForcibly();
            JsonNode listed = firegate.get("/api/v1/alarms?state=open").path("items");
            assertThat(listed).singleElement().satisfies(alarm -> {
                assertThat(alarm.path("id")).isEqualTo(shown.path("id"));
                assertThat(alarm.path("stored").asBoolean()).isFalse();
            });
            var ready = firegate.send(firegate.request("/health/ready").GET());
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("journal");

            strace.destroy();
            strace.waitFor();
            await().atMost(Duration.ofSeconds(20)).until(() -> firegate.publish("sd-17", "{\"fire\":true}") == 0);
            JsonNode stored = console.awaitAlarm(
                    Duration.ofSeconds(20), of -> of.path("stored").asBoolean());
            assertThat(stored.path("id")).isEqualTo(shown.path("id"));
            await().until(() ->
                    firegate.send(firegate.request("/health/ready").GET()).statusCode() == 200);
        }
    }

    private Process strace(Instance firegate, String... options) throws IOException {
        Path messages = Files.createTempFile(directory, "strace", null);
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-p", String.valueOf(firegate.pid())));
        command.addAll(List.of(options));
        Process strace = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(messages.toFile())
                .start();
        await().until(() -> Files.readString(messages).contains("attached"));
        return strace;
    }

    private static int pubackLine(Path trace) {
        try {
            List<String> calls = Files.readAllLines(trace);
            for (int i = 0; i < calls.size(); i++) {
                if (calls.get(i).contains(PUBACK_BYTES)) {
                    return i;
                }
            }
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int lastBefore(List<String> calls, int before, String call, String file) {
        for (int i = before - 1; i >= 0; i--) {
            if (calls.get(i).contains(call) && calls.get(i).contains(file)) {
                return i;
            }
        }
        return -1;
    }
}
