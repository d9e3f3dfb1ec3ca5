package firegate.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.gateway.config.Config;
import firegate.gateway.mqtt.FakeDevices;
import firegate.gateway.mqtt.MqttListener;
import firegate.gateway.mqtt.Pressure;
import firegate.gateway.mqtt.RecordingSink;
import firegate.ingest.intake.Delivery;
import firegate.ingest.intake.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadTest {

    private static final int CONNECTIONS = 20;
    private static final int EACH = 100;

    private final Vertx vertx = Vertx.vertx();
    private final RecordingSink sink = new RecordingSink();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private LoadOptions options(boolean reconnect) {
        Config.Limits limits = new Config.Limits(100, 100, 1 << 20, 20);
        Config.Listener config = new Config.Listener(true, "127.0.0.1", 0, Config.Auth.OPEN, Optional.empty(), limits);
        int port = new MqttListener(
                        vertx,
                        config,
                        new FakeDevices(true),
                        sink,
                        Pressure.NONE,
                        InstantSource.system(),
                        new SimpleMeterRegistry())
                .start()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        return new LoadOptions(
                "127.0.0.1",
                port,
                CONNECTIONS,
                5,
                EACH,
                Duration.ofSeconds(20),
                0,
                Optional.empty(),
                new OneDeviceEach("load-", "v1/devices/{device}/telemetry", "{\"smoke\":0.02}", 1_760_000_000_000L),
                reconnect,
                Optional.of(directory.resolve("acked.csv")));
    }

    private static String line(Delivery delivery) {
        String body = new String(delivery.payload(), StandardCharsets.UTF_8);
        return delivery.device() + "," + body.substring(body.indexOf(':') + 1, body.indexOf(",\"values\""));
    }

    @Test
    void countsAndWritesDownWhatWasAcknowledged() throws IOException, InterruptedException {
        LoadOptions options = options(false);
        LoadResult result = new Load(options).run(1);
        assertThat(result.acknowledged()).isEqualTo(CONNECTIONS * EACH);
        assertThat(result.complete()).isTrue();
        List<String> acked = Files.readAllLines(options.acked().orElseThrow());
        assertThat(acked).doesNotHaveDuplicates();
        assertThat(acked)
                .containsExactlyInAnyOrderElementsOf(
                        sink.deliveries().stream().map(LoadTest::line).toList());
    }

    @Test
    void aBrokenConnectionIsReported() throws IOException, InterruptedException {
        LoadOptions options = options(false);
        sink.answer(
                delivery -> delivery.device().equals("load-3") && line(delivery).endsWith("050")
                        ? new Outcome.Unavailable("on purpose")
                        : Outcome.DURABLE);
        LoadResult result = new Load(options).run(1);
        assertThat(result.complete()).isFalse();
        assertThat(result.broken()).isEqualTo(1);
        assertThat(Files.readAllLines(options.acked().orElseThrow())).doesNotContain("load-3,1760000000050");
    }

    @Test
    void reconnectingItSendsAgainWhatWasNotAcknowledged() throws IOException, InterruptedException {
        LoadOptions options = options(true);
        sink.answer(delivery -> !delivery.redelivery() && line(delivery).endsWith("050")
                ? new Outcome.Unavailable("on purpose")
                : Outcome.DURABLE);
        LoadResult result = new Load(options).run(1);
        assertThat(result.complete()).isTrue();
        assertThat(Files.readAllLines(options.acked().orElseThrow()))
                .hasSize(CONNECTIONS * EACH)
                .doesNotHaveDuplicates();
    }
}
