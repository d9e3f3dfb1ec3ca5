package firegate.gateway.mqtt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What the listener counts. Thread-safe. */
final class ListenerMetrics {

    private final Counter packets;
    private final Counter publishes;
    private final Counter unavailable;
    private final Counter oversize;
    private final Counter protocolErrors;
    private final Counter takeOvers;
    private final Counter lost;
    private final Counter timeouts;
    private final Counter slowReaders;
    private final Counter pauses;
    private final Map<ConnectRefusal, Counter> connectsRefused = new EnumMap<>(ConnectRefusal.class);
    private final Map<PublishRefusal, Counter> publishesRefused = new EnumMap<>(PublishRefusal.class);

    ListenerMetrics(MeterRegistry meters, Sessions sessions) {
        Gauge.builder("firegate.mqtt.connections", sessions, Sessions::connected)
                .description("Clients that are connected")
                .register(meters);
        Gauge.builder("firegate.mqtt.sessions", sessions, Sessions::kept)
                .description("Sessions kept, of absent clients too")
                .register(meters);
        packets = counter(meters, "packets", "Packets received from connected clients");
        publishes = counter(meters, "publishes", "Publishes handed to the intake");
        unavailable = counter(meters, "unavailable", "Publishes not acknowledged because nothing could take them");
        oversize = counter(meters, "oversize", "Connections ended because of a packet beyond the limit");
        protocolErrors = counter(meters, "protocol.errors", "Connections ended because of a protocol violation");
        takeOvers = counter(meters, "takeovers", "Connections ended because their session went on with another one");
        lost = counter(meters, "connections.lost", "Connections that ended unannounced with a will on a device topic");
        timeouts = counter(meters, "timeouts", "Connections ended because no packet came in time");
        slowReaders = counter(meters, "slow.readers", "Connections ended because they took no answers");
        pauses = counter(meters, "pauses", "Times that reading stopped because the intake was congested");
        for (ConnectRefusal reason : ConnectRefusal.values()) {
            connectsRefused.put(reason, refusals(meters, "connects.refused", "Connects refused", reason));
        }
        for (PublishRefusal reason : PublishRefusal.values()) {
            publishesRefused.put(reason, refusals(meters, "refused", "Publishes that are no telemetry", reason));
        }
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder("firegate.mqtt." + name).description(description).register(meters);
    }

    private static Counter refusals(MeterRegistry meters, String name, String description, Enum<?> reason) {
        return Counter.builder("firegate.mqtt." + name)
                .description(description)
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    void packets(long count) {
        packets.increment((double) count);
    }

    void publishes(int count) {
        publishes.increment(count);
    }

    void unavailable() {
        unavailable.increment();
    }

    void oversize() {
        oversize.increment();
    }

    void protocolError() {
        protocolErrors.increment();
    }

    void takeOver() {
        takeOvers.increment();
    }

    void lost() {
        lost.increment();
    }

    void timeout() {
        timeouts.increment();
    }

    void slowReader() {
        slowReaders.increment();
    }

    void paused() {
        pauses.increment();
    }

    void connectRefused(ConnectRefusal reason) {
        connectsRefused.get(reason).increment();
    }

    void refused(PublishRefusal reason) {
        publishesRefused.get(reason).increment();
    }
}
