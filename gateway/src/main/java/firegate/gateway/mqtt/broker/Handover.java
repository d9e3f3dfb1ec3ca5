package firegate.gateway.mqtt.broker;

import firegate.gateway.mqtt.Pressure;
import firegate.ingest.intake.Delivery;
import firegate.ingest.intake.DeliverySink;
import firegate.ingest.intake.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection brings, on its way to the intake and back as acknowledgements, in the order in which it came. What has
 * come by the time that the link's thread looks is handed over together. After a message that nothing could take, none is
 * acknowledged any more, so that the broker gives them again over the next connection; until this one ends the rest is still
 * handed over, because a fire behind that message has to be seen.
 *
 * <p>{@link #arrived} is called by Paho, everything else runs on the link's thread.
 */
final class Handover {

    private static final Logger log = LoggerFactory.getLogger(Handover.class);

    private final BrokerLink link;
    private final Connection connection;
    private final Senders senders;
    private final DeliverySink sink;
    private final Pressure pressure;
    private final LinkBounds bounds;
    private final LinkMetrics metrics;
    private final Queue<Arrival> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private final AtomicLong heldBytes = new AtomicLong();
    private volatile boolean taking = true;
    private boolean over;
    private boolean withholding;
    private int unsettled;

    Handover(
            BrokerLink link,
            Connection connection,
            Senders senders,
            DeliverySink sink,
            Pressure pressure,
            LinkBounds bounds,
            LinkMetrics metrics) {
        this.link = link;
        this.connection = connection;
        this.senders = senders;
        this.sink = sink;
        this.pressure = pressure;
        this.bounds = bounds;
        this.metrics = metrics;
    }

    void arrived(Arrival arrival) {
        if (!taking) {
            return;
        }
        metrics.received(arrival);
        waiting.add(arrival);
        if (heldBytes.addAndGet(arrival.bytes()) > bounds.heldBytes()) {
            taking = false;
            link.run(() -> link.ended(connection, "more than " + bounds.heldBytes() + " bytes wait to be stored"));
        }
        if (due.compareAndSet(false, true)) {
            link.run(this::handOver);
        }
    }

    private void handOver() {
        if (!over && pressure.congested()) {
            link.later(this::handOver, bounds.congestionPause());
            return;
        }
        due.set(false);
        List<Arrival> batch = new ArrayList<>();
        List<Delivery> deliveries = new ArrayList<>();
        for (Arrival next = waiting.poll(); next != null; next = waiting.poll()) {
            batch.add(next);
            deliveries.add(senders.delivery(next));
        }
        if (over || batch.isEmpty()) {
            metrics.released(batch.size());
            return;
        }
        unsettled += batch.size();
        var unused = submit(deliveries)
                .whenComplete((outcomes, failure) -> link.run(() -> settle(batch, outcomes, failure)));
    }

    private CompletableFuture<List<Outcome>> submit(List<Delivery> deliveries) {
        try {
            return sink.submit(deliveries);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private void settle(List<Arrival> batch, List<Outcome> outcomes, Throwable failure) {
        unsettled -= batch.size();
        metrics.released(batch.size());
        if (outcomes == null || outcomes.size() != batch.size()) {
            log.atError().setCause(failure).log("The intake gave no outcome for its deliveries");
        }
        boolean acknowledged = false;
        for (int i = 0; i < batch.size(); i++) {
            Arrival arrival = batch.get(i);
            heldBytes.addAndGet(-arrival.bytes());
            Outcome outcome = outcomes == null || outcomes.size() != batch.size()
                    ? new Outcome.Unavailable("the intake gave no outcome")
                    : outcomes.get(i);
            if (outcome instanceof Outcome.Unavailable unavailable) {
                metrics.unavailable();
                withhold(arrival, unavailable.cause());
            } else if (arrival.acknowledgeable() && !withholding && !over) {
                connection.acknowledge(arrival);
                metrics.acknowledged();
                acknowledged = true;
            }
        }
        link.settled(connection, acknowledged);
    }

    /** At QoS 0 nobody would give it again, and ending the connection would only lose more. */
    private void withhold(Arrival arrival, String cause) {
        if (arrival.acknowledgeable() && !withholding && !over) {
            withholding = true;
            link.withheld(connection, "its messages cannot be stored: " + cause);
        }
    }

    /** Whether a message could not be taken. */
    boolean withholding() {
        return withholding;
    }

    /** Takes nothing more; what was handed over is still acknowledged. */
    void drain() {
        taking = false;
    }

    /** The connection is over: nothing is taken or acknowledged any more. */
    void stop() {
        taking = false;
        over = true;
        if (due.compareAndSet(false, true)) {
            link.run(this::handOver);
        }
    }

    /** Whether everything that was handed over has its outcome. */
    boolean settled() {
        return unsettled == 0 && waiting.isEmpty();
    }
}
