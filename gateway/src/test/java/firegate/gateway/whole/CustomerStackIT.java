package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.gateway.bench.Load;
import firegate.gateway.bench.LoadOptions;
import firegate.gateway.bench.LoadResult;
import firegate.gateway.bench.OneDeviceEach;
import firegate.gateway.mqtt.broker.Mosquitto;
import firegate.ingest.history.influx.Influxd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The customer's whole stack: devices, a Mosquitto, the broker link, firegate, the InfluxDB client, an InfluxDB; with firegate
 * killed by kill -9 once and InfluxDB restarted once in the middle of 10,000 messages.
 */
class CustomerStackIT {

    private static final Duration MOST = Duration.ofMinutes(3);
    private static final int EACH = 100;

    private static final Kind SMOKE =
            new Kind("smoke", "smoke", "sd-", 40, EACH, "{\"smoke\":0.02,\"temperature\":22.5,\"battery\":91}");
    private static final Kind HYDRANT =
            new Kind("hydrant", "pressure", "hy-", 30, EACH, "{\"pressure\":0.31,\"flow\":0.2}");
    private static final Kind CHARGING = new Kind(
            "ev_charging", "power", "ev-", 29, EACH, "{\"charging\":true,\"power\":420,\"battery_temperature\":31}");
    private static final Kind FIRE = new Kind("smoke", "fire", "fire-", 10, 10, "{\"fire\":true}");
    private static final List<Kind> ALL = List.of(SMOKE, HYDRANT, CHARGING, FIRE);
    private static final int MESSAGES = ALL.stream().mapToInt(Kind::messages).sum();

    @TempDir
    private Path directory;

    /**
     * Devices that send the same values, {@code each} times.
     *
     * @param measurement InfluxDB's name for their kind
     * @param metric one of the values, by which they are counted
     */
    private record Kind(String measurement, String metric, String prefix, int devices, int each, String values) {

        int messages() {
            return devices * each;
        }

        Load load(Mosquitto broker, long firstTs) {
            return new Load(new LoadOptions(
                    "127.0.0.1",
                    broker.port,
                    devices,
                    10,
                    each,
                    MOST,
                    messages() / 8,
                    Optional.empty(),
                    new OneDeviceEach(prefix, "v1/devices/{device}/telemetry", values, firstTs),
                    true,
                    Optional.empty()));
        }
    }

    @Test
    void everyMessageOfTheBrokerIsInInfluxOnceAlthoughFiregateIsKilledAndInfluxRestarted() throws Exception {
        assertThat(MESSAGES).isEqualTo(10_000);
        long firstTs = Instant.now().minus(Duration.ofHours(1)).toEpochMilli();
        Path influxFiles = Files.createDirectory(directory.resolve("influxdb"));
        try (Mosquitto broker = new Mosquitto(directory.resolve("mosquitto")).start();
                Influxd influx = Influxd.start(influxFiles);
                Instance firegate = firegate(broker, influx).start()) {
            assertThat(firegate.readyLine()).endsWith("history influxdb 1.6.7");
            // What is published before the broker knows of our session is nobody's.
            await().until(() -> firegate.get("/health/ready")
                    .at("/checks/broker:town/status")
                    .asText()
                    .equals("up"));

            List<Load> loads =
                    ALL.stream().map(kind -> kind.load(broker, firstTs)).toList();
            List<CompletableFuture<LoadResult>> running =
                    loads.stream().map(CustomerStackIT::started).toList();
            await().atMost(MOST).until(() -> acknowledged(loads) >= MESSAGES / 3);
            firegate.kill();
            firegate.start();
            await().atMost(MOST).until(() -> acknowledged(loads) >= MESSAGES * 2 / 3);
            influx.stop();
            influx.start();
            for (CompletableFuture<LoadResult> load : running) {
                assertThat(load.get().complete())
                        .as("Mosquitto acknowledged all")
                        .isTrue();
            }

            await().atMost(MOST)
                    .untilAsserted(() -> assertThat(
                                    ledger(firegate, firstTs).path("stored").asLong())
                            .isEqualTo(MESSAGES));
            JsonNode sum = ledger(firegate, firstTs);
            assertThat(sum.path("waiting").asLong()).isZero();
            assertThat(sum.path("quarantined").asLong()).isZero();
            assertThat(sum.path("received").asLong())
                    .isEqualTo(MESSAGES + sum.path("duplicate").asLong());
            for (Kind kind : ALL) {
                influxHasEachPointOnce(influx, kind);
                theApiGivesThem(firegate, kind, firstTs);
            }
            eachFireHasOneAlarm(firegate);
            assertThat(firegate.terminate()).isZero();
        }
    }

    private Instance firegate(Mosquitto broker, Influxd influx) {
        return new Instance(directory.resolve("data"))
                .set("FIREGATE_MQTT_LISTENER_AUTH", "required")
                .set("FIREGATE_MQTT_BROKERS_0_NAME", "town")
                .set("FIREGATE_MQTT_BROKERS_0_URL", broker.url())
                .set("FIREGATE_MQTT_BROKERS_0_SUBSCRIBE_0_TOPIC", "v1/devices/{device}/telemetry")
                .set("FIREGATE_MQTT_BROKERS_0_SUBSCRIBE_0_PROFILE", "native")
                .set("FIREGATE_HISTORY_STORE", "influxdb")
                .set("FIREGATE_INFLUXDB_URL", influx.url())
                .set("FIREGATE_INFLUXDB_DATABASE", "firegate");
    }

    private static CompletableFuture<LoadResult> started(Load load) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return load.run(1);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static long acknowledged(List<Load> loads) {
        return loads.stream().mapToLong(Load::acknowledged).sum();
    }

    private static JsonNode ledger(Instance firegate, long firstTs) {
        return firegate.get("/api/v1/ledger?limit=1&from=" + Instant.ofEpochMilli(firstTs))
                .path("sum");
    }

    /** Counted by InfluxDB itself. */
    private static void influxHasEachPointOnce(Influxd influx, Kind kind) {
        String counted = "SELECT count(\"%s\") FROM \"%s\"".formatted(kind.metric(), kind.measurement());
        List<JsonNode> rows = influx.ask("firegate", counted);
        assertThat(rows).as(counted).hasSize(1);
        assertThat(rows.get(0).path(1).asLong()).as(counted).isEqualTo(kind.messages());
    }

    private static void theApiGivesThem(Instance firegate, Kind kind, long firstTs) {
        String device = kind.prefix() + (kind.devices() - 1);
        JsonNode points = firegate.get("/api/v1/history?device=" + device + "&metric=" + kind.metric() + "&from="
                        + firstTs + "&to=" + (firstTs + kind.each()))
                .path("series")
                .path(0)
                .path("points");
        List<Long> times = new ArrayList<>();
        points.forEach(point -> times.add(point.path(0).asLong()));
        assertThat(times)
                .as(device)
                .containsExactlyElementsOf(
                        LongStream.range(firstTs, firstTs + kind.each()).boxed().toList());
        double sent = Instance.json(kind.values()).path(kind.metric()).isBoolean()
                ? 1
                : Instance.json(kind.values()).path(kind.metric()).asDouble();
        assertThat(points)
                .allSatisfy(point -> assertThat(point.path(1).asDouble()).isEqualTo(sent));
    }

    private static void eachFireHasOneAlarm(Instance firegate) {
        List<JsonNode> alarms = firegate.all("/api/v1/alarms?limit=100");
        assertThat(alarms).hasSize(FIRE.devices()).allSatisfy(alarm -> {
            assertThat(alarm.path("rule").asText()).isEqualTo("smoke.fire");
            assertThat(alarm.path("count").asInt()).isEqualTo(FIRE.each());
        });
        assertThat(alarms).extracting(alarm -> alarm.path("device").asText()).doesNotHaveDuplicates();
        for (JsonNode alarm : alarms) {
            assertThat(firegate.get("/api/v1/alarms/" + alarm.path("id").asText())
                            .path("audit"))
                    .extracting(entry -> entry.path("action").asText())
                    .containsExactly("alarm.raised");
        }
    }
}
