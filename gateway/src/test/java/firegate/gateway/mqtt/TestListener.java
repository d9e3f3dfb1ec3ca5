package firegate.gateway.mqtt;

import firegate.gateway.config.Config;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A listener on a free port of this machine. */
final class TestListener implements AutoCloseable {

    static final Bounds BOUNDS = new Bounds(
            257 * 1024,
            1_000,
            1024 * 1024,
            64L * 1024 * 1024,
            16,
            Duration.ofHours(1),
            1_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5));

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final RecordingSink sink = new RecordingSink();
    final FakeDevices devices;
    final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    final MqttListener listener;
    final int port;

    private TestListener(FakeDevices devices, Bounds bounds, int connections, Pressure pressure) {
        this.devices = devices;
        listener = listener(0, bounds, connections, pressure);
        port = await(listener.start());
    }

    private MqttListener listener(int wantedPort, Bounds bounds, int connections, Pressure pressure) {
        Config.Limits limits = new Config.Limits(connections, 100, 1 << 20, 20);
        Config.Auth auth = devices.open() ? Config.Auth.OPEN : Config.Auth.REQUIRED;
        Config.Listener config = new Config.Listener(true, "127.0.0.1", wantedPort, auth, Optional.empty(), limits);
        return new MqttListener(
                vertx,
                config,
                devices,
                sink,
                pressure,
                InstantSource.system(),
                wantedPort == 0 ? meters : new SimpleMeterRegistry(),
                bounds,
                2);
    }

    static TestListener open() {
        return new TestListener(new FakeDevices(true), BOUNDS, 1_000, Pressure.NONE);
    }

    static TestListener open(Bounds bounds) {
        return new TestListener(new FakeDevices(true), bounds, 1_000, Pressure.NONE);
    }

    static TestListener open(Pressure pressure) {
        return new TestListener(new FakeDevices(true), BOUNDS, 1_000, pressure);
    }

    static TestListener open(Bounds bounds, Pressure pressure) {
        return new TestListener(new FakeDevices(true), bounds, 1_000, pressure);
    }

    static TestListener open(int connections) {
        return new TestListener(new FakeDevices(true), BOUNDS, connections, Pressure.NONE);
    }

    static TestListener requiringTokens(FakeDevices devices) {
        return new TestListener(devices, BOUNDS, 1_000, Pressure.NONE);
    }

    /** Starts one more listener on a port. */
    io.vertx.core.Future<Integer> another(int wantedPort) {
        return listener(wantedPort, BOUNDS, 1_000, Pressure.NONE).start();
    }

    double count(String meter) {
        return meters.get("firegate.mqtt." + meter).counter().count();
    }

    double count(String meter, String reason) {
        return meters.get("firegate.mqtt." + meter)
                .tag("reason", reason)
                .counter()
                .count();
    }

    RawClient connect() {
        return new RawClient(port);
    }

    static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        await(listener.stop());
        await(vertx.close());
    }
}
