package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.gateway.bench.Load;
import firegate.gateway.bench.LoadOptions;
import firegate.gateway.bench.LoadResult;
import firegate.gateway.bench.OneDeviceEach;
import firegate.ingest.records.testing.PostgresServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 in the middle of a load at QoS 1, again and again: of firegate, and of the PostgreSQL that has its records. The short
 * form runs with every build, the whole one as {@code bin/prove kill} and {@code bin/prove kill-postgresql}.
 */
class KillIT {

    private static final int ROUNDS = Integer.getInteger("firegate.kill.rounds", 2);
    private static final int MESSAGES = Integer.getInteger("firegate.kill.messages", 10_000);
    private static final int PER_SECOND = Integer.getInteger("firegate.kill.perSecond", 2_000);
    private static final int DEVICES = 50;
    private static final int FIRE_DEVICES = 10;
    private static final Duration MOST = Duration.ofMinutes(15);

    @TempDir
    private Path directory;

    /** What is killed. */
    private interface Victim {
        void killAndStartAgain() throws Exception;
    }

    @Test
    void everyAcknowledgedReadingAndEveryAlarmIsThereExactlyOnce() throws Exception {
        try (Instance firegate = new Instance(directory.resolve("data")).start()) {
            prove(firegate, () -> {
                firegate.kill();
                firegate.start();
            });
        }
    }

    @Test
    void theSameWithRecordsInPostgres() throws Exception {
        try (PostgresServer postgres = new PostgresServer();
                Instance firegate = on(postgres).start()) {
            prove(firegate, () -> {
                firegate.kill();
                firegate.start();
            });
        }
    }

    @Test
    void theSameWhenPostgresIsKilled() throws Exception {
        try (PostgresServer postgres = new PostgresServer();
                Instance firegate = on(postgres).start()) {
            prove(firegate, () -> {
                postgres.kill();
                await().untilAsserted(() -> {
                    HttpResponse<String> ready = firegate.send(firegate.request("/health/ready"));
                    assertThat(ready.statusCode()).isEqualTo(503);
                    assertThat(ready.body()).contains("records cannot be written");
                });
                postgres.start();
                await().atMost(MOST)
                        .until(() ->
                                firegate.send(firegate.request("/health/ready")).statusCode() == 200);
            });
        }
    }

    private Instance on(PostgresServer postgres) {
        return new Instance(directory.resolve("data"))
                .set("FIREGATE_RECORDS_URL", postgres.url())
                .set("FIREGATE_RECORDS_USERNAME", PostgresServer.USER);
    }

    private void prove(Instance firegate, Victim victim) throws Exception {
        Path acked = directory.resolve("acked");
        long firstTs = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
        Load load = load(firegate, "k-", DEVICES, MESSAGES, PER_SECOND, "{\"smoke\":0.02}", firstTs, acked);
        int fires = MESSAGES / 100;
        Load fire = load(
                firegate,
                "f-",
                FIRE_DEVICES,
                fires,
                Math.max(1, PER_SECOND / 100),
                "{\"fire\":true}",
                firstTs,
                directory.resolve("acked-fires"));
        CompletableFuture<LoadResult> loaded = running(load);
        CompletableFuture<LoadResult> burnt = running(fire);
        for (int round = 1; round <= ROUNDS; round++) {
            long enough = (long) MESSAGES * round / (ROUNDS + 1);
            await().atMost(MOST).until(() -> load.acknowledged() >= enough);
            victim.killAndStartAgain();
        }
        assertThat(loaded.get().complete()).isTrue();
        assertThat(burnt.get().complete()).isTrue();

        long each = MESSAGES / DEVICES;
        long fireEach = fires / FIRE_DEVICES;
        await().atMost(MOST)
                .until(() ->
                        sum(firegate, firstTs).path("stored").asLong() >= each * DEVICES + fireEach * FIRE_DEVICES);
        everyReadingIsInHistoryOnce(firegate, acked, firstTs, each);
        everyFireHasOneAlarm(firegate, fireEach);
        theLedgerAddsUp(firegate, firstTs, each * DEVICES + fireEach * FIRE_DEVICES);
        assertThat(firegate.terminate()).isZero();
        Process verify = firegate.launch(
                "audit", "verify", "--data", directory.resolve("data").toString());
        assertThat(verify.waitFor()).isZero();
    }

    private Load load(
            Instance firegate,
            String prefix,
            int devices,
            int messages,
            int perSecond,
            String values,
            long firstTs,
            Path acked) {
        return new Load(new LoadOptions(
                "127.0.0.1",
                firegate.mqttPort,
                devices,
                10,
                messages / devices,
                MOST,
                perSecond,
                Optional.empty(),
                new OneDeviceEach(prefix, "v1/devices/{device}/telemetry", values, firstTs),
                true,
                Optional.of(acked)));
    }

    private static CompletableFuture<LoadResult> running(Load load) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return load.run(1);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static JsonNode sum(Instance firegate, long firstTs) {
        return firegate.get("/api/v1/ledger?limit=1&from=" + java.time.Instant.ofEpochMilli(firstTs))
                .path("sum");
    }

    private static void everyReadingIsInHistoryOnce(Instance firegate, Path acked, long firstTs, long each)
            throws Exception {
        Map<String, Set<Long>> expected = new TreeMap<>();
        for (String line : Files.readAllLines(acked)) {
            String[] parts = line.split(",", -1);
            assertThat(expected.computeIfAbsent(parts[0], d -> new HashSet<>()).add(Long.parseLong(parts[1])))
                    .as("acknowledged once: " + line)
                    .isTrue();
        }
        assertThat(expected).hasSize(DEVICES);
        String span = "&from=" + firstTs + "&to=" + (firstTs + each);
        for (Map.Entry<String, Set<Long>> device : expected.entrySet()) {
            String path = "/api/v1/history?metric=smoke&device=" + device.getKey() + span;
            await().untilAsserted(() -> {
                JsonNode points = firegate.get(path).path("series").path(0).path("points");
                Set<Long> found = new HashSet<>();
                points.forEach(
                        point -> assertThat(found.add(point.path(0).asLong())).isTrue());
                assertThat(found).isEqualTo(device.getValue());
            });
        }
    }

    private static void everyFireHasOneAlarm(Instance firegate, long fireEach) {
        List<JsonNode> alarms = firegate.all("/api/v1/alarms?limit=100");
        assertThat(alarms)
                .hasSize(FIRE_DEVICES)
                .allSatisfy(alarm -> assertThat(alarm.path("count").asLong())
                        .as("each fire reading counts once")
                        .isEqualTo(fireEach));
        assertThat(alarms).extracting(alarm -> alarm.path("device").asText()).doesNotHaveDuplicates();
        for (JsonNode alarm : alarms) {
            assertThat(firegate.get("/api/v1/alarms/" + alarm.path("id").asText())
                            .path("audit"))
                    .extracting(entry -> entry.path("action").asText())
                    .containsExactly("alarm.raised");
        }
    }

    private static void theLedgerAddsUp(Instance firegate, long firstTs, long readings) {
        await().untilAsserted(() -> {
            JsonNode sum = sum(firegate, firstTs);
            assertThat(sum.path("stored").asLong()).isEqualTo(readings);
            assertThat(sum.path("waiting").asLong()).isZero();
            assertThat(sum.path("quarantined").asLong()).isZero();
            assertThat(sum.path("received").asLong())
                    .isEqualTo(readings + sum.path("duplicate").asLong());
        });
    }
}
