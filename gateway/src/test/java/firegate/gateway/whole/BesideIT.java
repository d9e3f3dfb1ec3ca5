package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firegate.ingest.records.testing.PostgresServer;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands beside a running server, with records in PostgreSQL; the server follows without a restart. */
class BesideIT {

    private static final Duration SECONDS = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    @Test
    void aRunningServerTakesWhatCommandsWriteAndKeepsASecondServerOut() throws Exception {
        try (PostgresServer postgres = new PostgresServer();
                Instance firegate = on(postgres, "data").start();
                Instance second = on(postgres, "other")) {
            Process refused =
                    second.launch("serve", "--data", directory.resolve("other").toString());
            assertThat(refused.waitFor()).isEqualTo(1);

            assertThat(post(firegate, "sd-1", "token-of-sd-1")).isEqualTo(401);
            command(firegate, "import", "sites", file("sites.csv", "id,name\ns-1,东街仓库\n"));
            command(
                    firegate,
                    "import",
                    "devices",
                    file("devices.csv", "id,kind,site,token\nsd-1,smoke,s-1,token-of-sd-1\n"));
            command(firegate, "user", "add", "li", "--role", "duty");
            await().atMost(SECONDS).until(() -> post(firegate, "sd-1", "token-of-sd-1") == 204);
            assertThat(firegate.get("/api/v1/devices/sd-1").path("site").asText())
                    .isEqualTo("s-1");
            assertThat(firegate.get("/api/v1/sites/s-1").path("name").asText()).isEqualTo("东街仓库");
            await().atMost(SECONDS)
                    .untilAsserted(() -> assertThat(firegate.all("/api/v1/alarms"))
                            .singleElement()
                            .satisfies(alarm ->
                                    assertThat(alarm.path("site").asText()).isEqualTo("s-1")));

            command(
                    firegate,
                    "import",
                    "devices",
                    file("devices.csv", "id,kind,site,token\nsd-1,smoke,s-1,another-token\n"));
            await().atMost(SECONDS).until(() -> post(firegate, "sd-1", "token-of-sd-1") == 401);
            assertThat(post(firegate, "sd-1", "another-token")).isEqualTo(204);
            command(firegate, "audit", "verify");
            assertThat(firegate.terminate()).isZero();
        }
    }

    private Instance on(PostgresServer postgres, String data) {
        return new Instance(directory.resolve(data))
                .set("FIREGATE_MQTT_LISTENER_AUTH", "required")
                .set("FIREGATE_RECORDS_URL", postgres.url())
                .set("FIREGATE_RECORDS_USERNAME", PostgresServer.USER);
    }

    private String file(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private void command(Instance firegate, String... arguments) throws Exception {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = directory.resolve("data").toString();
        assertThat(firegate.launch(all).waitFor())
                .as(List.of(arguments).toString())
                .isZero();
    }

    /** A device reports a fire. @return the status */
    private static int post(Instance firegate, String device, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(firegate.uri("/api/v1/devices/" + device + "/telemetry"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"fire\":true}"));
        return firegate.send(request).statusCode();
    }
}
