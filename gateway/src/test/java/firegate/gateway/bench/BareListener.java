package firegate.gateway.bench;

import firegate.gateway.config.Config;
import firegate.gateway.mqtt.FakeDevices;
import firegate.gateway.mqtt.MqttListener;
import firegate.gateway.mqtt.Pressure;
import firegate.ingest.intake.DeliverySink;
import firegate.ingest.intake.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The listener alone, in front of an intake that keeps nothing: what the edge itself costs. */
final class BareListener {

    private BareListener() {}

    public static void main(String[] args) {
        Config.Limits limits = new Config.Limits(100_000, 100, 1 << 20, 20);
        int port = Integer.parseInt(args[0]);
        Config.Listener config =
                new Config.Listener(true, "127.0.0.1", port, Config.Auth.OPEN, Optional.empty(), limits);
        DeliverySink sink = deliveries ->
                CompletableFuture.completedFuture(Collections.nCopies(deliveries.size(), Outcome.DURABLE));
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        new MqttListener(
                        vertx,
                        config,
                        new FakeDevices(true),
                        sink,
                        Pressure.NONE,
                        InstantSource.system(),
                        new SimpleMeterRegistry())
                .start()
                .onSuccess(listening -> System.out.println("listening " + listening))
                .onFailure(Throwable::printStackTrace);
    }
}
