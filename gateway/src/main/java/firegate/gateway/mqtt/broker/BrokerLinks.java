package firegate.gateway.mqtt.broker;

import firegate.dashboard.api.Check;
import firegate.gateway.config.Config;
import firegate.gateway.mqtt.Pressure;
import firegate.ingest.intake.DeliverySink;
import firegate.ingest.rule.Text;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The links to all brokers of the configuration. */
public final class BrokerLinks implements AutoCloseable {

    private static final long CLOSE_SECONDS = 4;

    private final List<BrokerLink> links;

    /**
     * @param data directory where it is kept under which names the brokers know this gateway
     * @throws java.io.UncheckedIOException when that cannot be read or written
     */
    public BrokerLinks(
            List<Config.Broker> brokers,
            Path data,
            DeliverySink sink,
            Pressure pressure,
            InstantSource clock,
            MeterRegistry meters) {
        links = brokers.stream()
                .map(broker -> new BrokerLink(broker, data, sink, pressure, clock, meters, LinkBounds.DEFAULT))
                .toList();
    }

    /** Begins to connect, and goes on for ever; a broker that is down holds nothing up. */
    public void start() {
        links.forEach(BrokerLink::start);
    }

    /** One for each broker, none of them required: devices that connect here are served without it. */
    public List<Check> checks() {
        return links.stream().map(BrokerLinks::check).toList();
    }

    private static Check check(BrokerLink link) {
        Text meaning = new Text(
                "代理 " + link.name() + " 未连接：经它上报的设备暂时收不到，消息在代理中等待",
                "The broker " + link.name() + " is not connected: what its devices send waits there");
        return new Check("broker:" + link.name(), false, meaning, link::problem);
    }

    /** Acknowledges what is durable and leaves; the brokers keep the sessions. */
    @Override
    public void close() {
        CompletableFuture.allOf(links.stream().map(BrokerLink::close).toArray(CompletableFuture[]::new))
                .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
