package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a user types it, against a firegate that asks for tokens. */
class ReplayIT {

    @TempDir
    private Path directory;

    @Test
    void aRecordedFireIsInHistoryAndRaisesItsAlarm() throws Exception {
        Path map = Files.writeString(directory.resolve("map.yaml"), """
                time: { column: t, unit: s, from: start }
                kind: smoke
                device: "kitchen"
                columns:
                  - { column: rise, metric: temperature, offset: 20 }
                """);
        Path csv = Files.writeString(directory.resolve("fire.csv"), "t,rise\n0,1\n20,40\n40,\n60,60\n");
        try (Instance firegate = new Instance(directory.resolve("data"))
                .set("FIREGATE_MQTT_LISTENER_AUTH", "required")
                .start()) {
            assertThat(replay(firegate, csv, map, "--token", "wrong")).isEqualTo(1);
            firegate.send(firegate.request("/api/v1/devices/kitchen")
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString("{\"kind\":\"smoke\"}")));
            String token = Instance.json(
                            firegate.post("/api/v1/devices/kitchen/token", "").body())
                    .path("token")
                    .asText();
            assertThat(replay(firegate, csv, map, "--token", token)).isZero();
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(firegate.get("/api/v1/history?device=kitchen&metric=temperature")
                                .path("series")
                                .path(0)
                                .path("points"))
                        .extracting(point -> point.path(1).asDouble())
                        .containsExactly(21.0, 60.0, 80.0);
                assertThat(firegate.get("/api/v1/alarms?state=open").path("items"))
                        .extracting(alarm -> alarm.path("rule").asText())
                        .containsExactly("smoke.heat");
            });
            assertThat(replay(firegate, directory.resolve("none.csv"), map)).isEqualTo(2);
        }
    }

    private static int replay(Instance firegate, Path csv, Path map, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "replay",
                csv.toString(),
                "--map",
                map.toString(),
                "--url",
                "mqtt://127.0.0.1:" + firegate.mqttPort,
                "--speed",
                "max"));
        arguments.addAll(List.of(more));
        Process replay = firegate.launch(arguments.toArray(String[]::new));
        assertThat(replay.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return replay.exitValue();
    }
}
