package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.gateway.bench.Load;
import firegate.gateway.bench.LoadOptions;
import firegate.gateway.bench.OneDeviceEach;
import firegate.gateway.mqtt.broker.Mosquitto;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices at a Mosquitto, firegate behind it; every device has to be registered at the listener, none is. */
class BrokerIT {

    private static final Duration MOST = Duration.ofMinutes(3);
    private static final int DEVICES = 20;
    private static final int TIMED = 10_000;
    private static final int UNTIMED = 4_000;

    @TempDir
    private Path directory;

    private Instance firegate(Mosquitto broker) {
        return new Instance(directory.resolve("data"))
                .set("FIREGATE_MQTT_LISTENER_AUTH", "required")
                .set("FIREGATE_MQTT_BROKERS_0_NAME", "town")
                .set("FIREGATE_MQTT_BROKERS_0_URL", broker.url())
                .set("FIREGATE_MQTT_BROKERS_0_SHARE", "firegate")
                .set("FIREGATE_MQTT_BROKERS_0_SUBSCRIBE_0_TOPIC", "v1/devices/{device}/telemetry");
    }

    private static JsonNode check(Instance firegate) {
        HttpResponse<String> answer =
                firegate.send(firegate.request("/health/ready").GET());
        assertThat(answer.statusCode()).as("a broker is not required").isEqualTo(200);
        return Instance.json(answer.body()).path("checks").path("broker:town");
    }

    private static JsonNode sum(Instance firegate, Instant from) {
        return firegate.get("/api/v1/ledger?limit=1&from=" + from).path("sum");
    }

    @Test
    void everyMessageIsStoredOnceThoughFiregateIsKilledAndTheBrokerRestarted() throws Exception {
        Instant begin = Instant.now().minus(Duration.ofHours(1));
        try (Mosquitto broker = new Mosquitto(directory.resolve("mosquitto")).start();
                Instance firegate = firegate(broker).start()) {
            await().until(() -> check(firegate).path("status").asText().equals("up"));
            Load load = new Load(new LoadOptions(
                    "127.0.0.1",
                    broker.port,
                    DEVICES,
                    10,
                    TIMED / DEVICES,
                    MOST,
                    2_000,
                    Optional.empty(),
                    new OneDeviceEach("b-", "v1/devices/{device}/telemetry", "{\"smoke\":0.02}", begin.toEpochMilli()),
                    true,
                    Optional.empty()));
            CompletableFuture<Boolean> loaded = CompletableFuture.supplyAsync(() -> {
                try {
                    return load.run(1).complete();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int kill = 1; kill <= 2; kill++) {
                int enough = TIMED * kill / 3;
                await().atMost(MOST).until(() -> load.acknowledged() >= enough);
                firegate.kill();
                broker.publishLines(
                        "v1/devices/untimed/telemetry",
                        () -> IntStream.range(0, UNTIMED / 2)
                                .mapToObj(n -> "{\"smoke\":0.5}")
                                .iterator());
                firegate.start();
            }
            broker.stop();
            await().until(() -> check(firegate).path("problem").asText().contains("it cannot be reached"));
            broker.start();
            assertThat(loaded.get()).isTrue();
            await().atMost(MOST)
                    .untilAsserted(
                            () -> assertThat(sum(firegate, begin).path("stored").asLong())
                                    .isEqualTo(TIMED + UNTIMED));
            JsonNode sum = sum(firegate, begin);
            assertThat(sum.path("quarantined").asLong()).isZero();
            assertThat(sum.path("received").asLong())
                    .isEqualTo(TIMED + UNTIMED + sum.path("duplicate").asLong());
            assertThat(firegate.terminate()).isZero();
        }
    }

    @Test
    void startsWithoutItsBrokerAndRaisesTheFireOfADeviceThatNobodyKnows() throws Exception {
        try (Mosquitto broker = new Mosquitto(directory.resolve("mosquitto"));
                Instance firegate = firegate(broker).start()) {
            await().untilAsserted(() -> assertThat(
                            check(firegate).path("problem").asText())
                    .isEqualTo("broker town at " + broker.url() + ": it cannot be reached: Connection refused"));
            broker.start();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> check(firegate).path("status").asText().equals("up"));
            broker.publish("v1/devices/new-1/telemetry", "{\"fire\":true}");
            await().untilAsserted(() -> assertThat(
                            firegate.get("/api/v1/alarms").path("items"))
                    .singleElement()
                    .satisfies(alarm -> {
                        assertThat(alarm.path("device").asText()).isEqualTo("new-1");
                        assertThat(alarm.path("rule").asText()).isEqualTo("smoke.fire");
                    }));
            await().untilAsserted(() -> {
                JsonNode device = firegate.get("/api/v1/devices/new-1");
                assertThat(device.path("claimed").asBoolean()).isFalse();
                assertThat(device.path("via").asText()).isEqualTo("broker:town");
            });
            String metrics = firegate.send(firegate.request("/metrics").GET()).body();
            assertThat(metrics)
                    .contains(
                            "firegate_broker_connected{broker=\"town\"} 1.0",
                            "firegate_broker_received_total{broker=\"town\"} 1.0",
                            "firegate_broker_acknowledged_total{broker=\"town\"} 1.0");
            assertThat(firegate.terminate()).isZero();
        }
    }
}
