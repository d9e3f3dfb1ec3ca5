package firegate.gateway.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firegate.gateway.config.Config;
import firegate.gateway.config.Secret;
import firegate.gateway.mqtt.Pressure;
import firegate.ingest.intake.DeliverySink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/** A link of a test, with short pauses. */
final class TestLink implements AutoCloseable {

    static final String TOPIC = "v1/devices/{device}/telemetry";
    static final LinkBounds QUICK = new LinkBounds(
            LinkBounds.DEFAULT.receiveMaximum(),
            LinkBounds.DEFAULT.heldBytes(),
            LinkBounds.DEFAULT.packetBytes(),
            LinkBounds.DEFAULT.sessionExpiry(),
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofMillis(5),
            Duration.ofSeconds(2));

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final BrokerLink link;

    TestLink(Config.Broker broker, Path data, DeliverySink sink) {
        this(broker, data, sink, Pressure.NONE);
    }

    TestLink(Config.Broker broker, Path data, DeliverySink sink, Pressure pressure) {
        link = new BrokerLink(broker, data, sink, pressure, InstantSource.system(), meters, QUICK);
    }

    static Config.Broker broker(String url, String... topics) {
        return new Config.Broker(
                "town",
                url,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Arrays.stream(topics.length == 0 ? new String[] {TOPIC} : topics)
                        .map(topic -> new Config.Subscription(topic, "native"))
                        .toList());
    }

    static Config.Broker shared(String url, String share) {
        Config.Broker plain = broker(url);
        return new Config.Broker(
                "town",
                url,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(share),
                plain.subscribe());
    }

    static Config.Broker authenticated(String url, String user, String password) {
        Config.Broker plain = broker(url);
        return new Config.Broker(
                "town",
                url,
                Optional.empty(),
                Optional.of(user),
                Optional.of(new Secret(password)),
                Optional.empty(),
                plain.subscribe());
    }

    /** Starts it without waiting. */
    TestLink start() {
        link.start();
        return this;
    }

    /** Starts it and waits until it is subscribed. */
    TestLink up() {
        start();
        await().untilAsserted(() -> assertThat(link.problem()).isNull());
        return this;
    }

    double count(String name) {
        var counter = meters.find("firegate.broker." + name).counter();
        return counter == null ? meters.get("firegate.broker." + name).gauge().value() : counter.count();
    }

    @Override
    public void close() {
        link.close().join();
    }
}
