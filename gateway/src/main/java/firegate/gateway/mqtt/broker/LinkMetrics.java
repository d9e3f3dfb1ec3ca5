package firegate.gateway.mqtt.broker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.AtomicInteger;

/** What one link counts. Thread-safe. */
final class LinkMetrics {

    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private final Tags tags;
    private final MeterRegistry meters;
    private final Counter received;
    private final Counter redelivered;
    private final Counter acknowledged;
    private final Counter unavailable;
    private final Counter reconnects;

    LinkMetrics(MeterRegistry meters, String broker) {
        this.meters = meters;
        this.tags = Tags.of("broker", broker);
        gauge("connected", "1 while the link is subscribed at the broker", connected);
        gauge("held", "Messages received and not durable yet", held);
        received = counter("received", "Messages that the broker gave, again or for the first time");
        redelivered = counter("redelivered", "Messages that the broker gave again");
        acknowledged = counter("acknowledged", "Messages acknowledged to the broker, all of them durable");
        unavailable = counter("unavailable", "Messages not acknowledged because nothing could take them");
        reconnects = counter("reconnects", "Connections opened after the first one");
    }

    private void gauge(String name, String description, AtomicInteger value) {
        Gauge.builder("firegate.broker." + name, value, AtomicInteger::get)
                .description(description)
                .tags(tags)
                .register(meters);
    }

    private Counter counter(String name, String description) {
        return Counter.builder("firegate.broker." + name)
                .description(description)
                .tags(tags)
                .register(meters);
    }

    void connected(boolean now) {
        connected.set(now ? 1 : 0);
    }

    void received(Arrival arrival) {
        held.incrementAndGet();
        received.increment();
        if (arrival.again()) {
            redelivered.increment();
        }
    }

    /** Messages became durable, were refused, or are given up to come again. */
    void released(int messages) {
        held.addAndGet(-messages);
    }

    void acknowledged() {
        acknowledged.increment();
    }

    void unavailable() {
        unavailable.increment();
    }

    void reconnect() {
        reconnects.increment();
    }
}
