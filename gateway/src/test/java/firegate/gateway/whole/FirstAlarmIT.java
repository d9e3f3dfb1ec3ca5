package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer does first, with the jar as it ships. */
class FirstAlarmIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path data;

    private Instance firegate;

    @BeforeEach
    void start() throws Exception {
        firegate = new Instance(data).start();
    }

    @AfterEach
    void stop() throws Exception {
        firegate.close();
    }

    @Test
    void printsTheReadyLineOfTheContract() {
        assertThat(firegate.readyLine())
                .isEqualTo("firegate ready: console http://127.0.0.1:" + firegate.httpPort + "  mqtt 127.0.0.1:"
                        + firegate.mqttPort + "  history embedded");
    }

    @Test
    void aFireIsInTheListOnTheFeedAndInHistory() throws Exception {
        try (LiveClient console = new LiveClient(firegate)) {
            assertThat(firegate.publish("sd-17", "{\"fire\":true}")).isZero();
            JsonNode alarm =
                    console.awaitAlarm(SOON, of -> of.path("device").asText().equals("sd-17"));
            assertThat(alarm.path("rule").asText()).isEqualTo("smoke.fire");
            assertThat(alarm.path("severity").asText()).isEqualTo("critical");
            assertThat(alarm.path("state").asText()).isEqualTo("active-unacked");
            assertThat(alarm.path("stored").asBoolean()).isTrue();
            assertThat(firegate.get("/api/v1/alarms?state=open").path("items"))
                    .singleElement()
                    .satisfies(listed -> {
                        assertThat(listed.path("id")).isEqualTo(alarm.path("id"));
                        assertThat(listed.path("title").path("zh").asText()).isEqualTo("感烟火警");
                    });
            await().atMost(SOON)
                    .until(() -> firegate.get("/api/v1/history?device=sd-17&metric=fire")
                                    .path("series")
                                    .path(0)
                                    .path("points")
                                    .size()
                            == 1);
        }
    }

    @Test
    void aFireLatchesUntilAPersonResetsIt() throws Exception {
        try (LiveClient console = new LiveClient(firegate)) {
            firegate.publish("sd-17", "{\"fire\":true}");
            String id = console.awaitAlarm(SOON, of -> true).path("id").asText();
            String path = "/api/v1/alarms/" + id;

            assertThat(firegate.post(path + "/reset", "{\"note\":\"\"}").statusCode())
                    .isEqualTo(409);
            assertThat(firegate.post(path + "/acknowledge", "{\"note\":\"巡查中\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(firegate.post(path + "/acknowledge", "{}").statusCode()).isEqualTo(409);
            firegate.publish("sd-17", "{\"fire\":false}");
            console.awaitAlarm(SOON, of -> !of.path("clock").path("returned").isNull());
            assertThat(firegate.get(path).path("state").asText()).isEqualTo("active-acked");
            assertThat(firegate.post(path + "/reset", "{\"note\":\"误报\"}").statusCode())
                    .isEqualTo(200);

            JsonNode closed = firegate.get(path);
            assertThat(closed.path("state").asText()).isEqualTo("closed");
            assertThat(closed.path("audit"))
                    .extracting(entry -> entry.path("action").asText())
                    .containsExactly("alarm.raised", "alarm.acknowledged", "alarm.returned", "alarm.reset");
            assertThat(closed.path("notes"))
                    .extracting(note -> note.path("text").asText())
                    .containsExactly("巡查中", "误报");
        }
    }

    @Test
    void badInputIsKeptWithItsReasonAndDisturbsNobody() throws Exception {
        try (LiveClient console = new LiveClient(firegate)) {
            Process steady = new ProcessBuilder(
                            "mosquitto_sub",
                            "-h",
                            "127.0.0.1",
                            "-p",
                            String.valueOf(firegate.mqttPort),
                            "-q",
                            "1",
                            "-u",
                            "steady",
                            "-i",
                            "steady",
                            "-t",
                            "v1/devices/me/rpc/request/+")
                    .start();
            firegate.publish("a", "{\"smoke\":0.1");
            firegate.publish("b", "{\"smoke\":\"much\"}");
            firegate.publish("c", "{\"pressure\":{\"value\":1}}");
            firegate.publish("d", "{\"fire\":true,\"pressure\":\"x\"}");
            console.awaitAlarm(SOON, of -> of.path("device").asText().equals("d"));
            await().until(() -> firegate.get("/api/v1/quarantine").path("total").asInt() == 4);
            assertThat(firegate.get("/api/v1/quarantine?device=b")
                            .path("items")
                            .path(0)
                            .path("detail")
                            .asText())
                    .contains("smoke");
            assertThat(steady.isAlive()).isTrue();
            steady.destroyForcibly();
            JsonNode sum = firegate.get("/api/v1/ledger").path("sum");
            assertThat(sum.path("quarantined").asInt()).isEqualTo(4);
            assertThat(sum.path("received").asInt()).isEqualTo(4);
        }
    }

    @Test
    void aPushedBodyIsTakenAsItIsWhateverItsContentTypeSays() throws Exception {
        try (LiveClient console = new LiveClient(firegate)) {
            var push = HttpRequest.newBuilder(firegate.uri("/api/v1/devices/form/telemetry"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"fire\":true,\"note\":\"50%\"}"));
            assertThat(firegate.send(push).statusCode()).isEqualTo(204);
            console.awaitAlarm(SOON, of -> of.path("device").asText().equals("form"));

            String large = "{\"fire\":true,\"x\":\"" + "a".repeat(256 * 1024) + "\"}";
            var tooLarge = HttpRequest.newBuilder(firegate.uri("/api/v1/devices/large/telemetry"))
                    .POST(HttpRequest.BodyPublishers.ofString(large));
            assertThat(firegate.send(tooLarge).statusCode()).isEqualTo(413);
            console.awaitAlarm(SOON, of -> of.path("device").asText().equals("large"));
            await().untilAsserted(() -> assertThat(firegate.get("/api/v1/quarantine?device=large")
                            .path("items")
                            .path(0)
                            .path("reason")
                            .asText())
                    .isEqualTo("too-large"));
        }
    }

    @Test
    void whatIsSentToAnUnknownTopicIsKeptAndAFireInItRaises() throws Exception {
        try (LiveClient console = new LiveClient(firegate)) {
            Instance.run(List.of(
                    "mosquitto_pub",
                    "-h",
                    "127.0.0.1",
                    "-p",
                    String.valueOf(firegate.mqttPort),
                    "-q",
                    "1",
                    "-u",
                    "lost-17",
                    "-t",
                    "home/kitchen",
                    "-m",
                    "{\"fire\":true}"));
            console.awaitAlarm(SOON, of -> of.path("device").asText().equals("lost-17"));
            await().untilAsserted(() -> assertThat(firegate.get("/api/v1/quarantine?device=lost-17")
                            .path("items")
                            .path(0)
                            .path("reason")
                            .asText())
                    .isEqualTo("unknown-topic"));
        }
    }

    @Test
    void attributesAreFactsOfTheDevice() {
        firegate.publish("sd-4", "{\"smoke\":0.01,\"model\":\"X1\"}");
        Instance.run(List.of(
                "mosquitto_pub",
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(firegate.mqttPort),
                "-q",
                "1",
                "-u",
                "sd-4",
                "-t",
                "v1/devices/me/attributes",
                "-m",
                "{\"firmware\":\"1.4\",\"floors\":3}"));
        await().untilAsserted(
                        () -> assertThat(firegate.get("/api/v1/devices/sd-4").path("attributes"))
                                .isEqualTo(Instance.json("{\"model\":\"X1\",\"firmware\":\"1.4\",\"floors\":\"3\"}")));
    }

    @Test
    void aSecondProcessOnTheSameDataIsRefused() throws Exception {
        Process second = new Instance(data).launch("serve", "--data", data.toString());
        assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
    }

    @Test
    void sigtermEndsItCleanlyAndNothingIsLost() throws Exception {
        firegate.publish("sd-17", "{\"fire\":true,\"temperature\":22.5}");
        assertThat(firegate.terminate()).isZero();
        firegate.start();
        assertThat(firegate.get("/api/v1/alarms?state=open").path("total").asInt())
                .isOne();
        await().until(() -> firegate.get("/api/v1/history?device=sd-17&metric=temperature")
                        .path("series")
                        .path(0)
                        .path("points")
                        .size()
                == 1);
    }

    @Test
    void fieldsOfOneTimestampMergeAlsoAcrossARestart() throws Exception {
        long ts = System.currentTimeMillis() - 60_000;
        firegate.publish("sd-9", "{\"ts\":" + ts + ",\"values\":{\"smoke\":0.02}}");
        firegate.kill();
        firegate.start();
        firegate.publish("sd-9", "{\"ts\":" + ts + ",\"values\":{\"temperature\":21.5}}");
        await().untilAsserted(() -> assertThat(
                        firegate.get("/api/v1/history?device=sd-9").path("series"))
                .allSatisfy(series -> assertThat(
                                series.path("points").path(0).path(0).asLong())
                        .isEqualTo(ts))
                .extracting(series -> series.path("metric").asText())
                .containsExactlyInAnyOrder("smoke", "temperature"));
    }
}
