package firegate.gateway.mqtt;

import firegate.ingest.intake.Delivery;
import firegate.ingest.intake.DeliverySink;
import firegate.ingest.intake.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one event loop. Publishes of all of them are collected for one turn of the loop and handed over
 * together; their outcomes come back together and leave with one flush for each connection.
 *
 * <p>Everything but {@link #relieved} runs on the event loop.
 */
final class LoopTurn {

    private static final Logger log = LoggerFactory.getLogger(LoopTurn.class);

    private final Executor loop;
    private final DeliverySink sink;
    private final Pressure pressure;
    private final Bounds bounds;
    private final ListenerMetrics metrics;
    private final Set<Connection> connections = new LinkedHashSet<>();

    private List<Delivery> deliveries = new ArrayList<>();
    private List<InFlight> inFlights = new ArrayList<>();
    private boolean handOverDue;
    private boolean paused;
    private long bytesInFlight;
    private long packets;

    /** @param loop runs tasks on the event loop, in a later turn and in their order */
    LoopTurn(Executor loop, DeliverySink sink, Pressure pressure, Bounds bounds, ListenerMetrics metrics) {
        this.loop = loop;
        this.sink = sink;
        this.pressure = pressure;
        this.bounds = bounds;
        this.metrics = metrics;
    }

    void opened(Connection connection) {
        connections.add(connection);
    }

    void closed(Connection connection) {
        connections.remove(connection);
    }

    List<Connection> connections() {
        return List.copyOf(connections);
    }

    /** Whether no connection of this loop may read. */
    boolean paused() {
        return paused;
    }

    /** Runs a task in a later turn; from any thread. */
    void later(Runnable task) {
        loop.execute(task);
    }

    void packet() {
        packets++;
    }

    /** Adds a publish to this turn. */
    void add(Delivery delivery, InFlight inFlight) {
        deliveries.add(delivery);
        inFlights.add(inFlight);
        bytesInFlight += inFlight.bytes;
        if (!handOverDue) {
            handOverDue = true;
            later(this::handOver);
        }
    }

    /** Hands over what has been collected, at once. */
    void handOver() {
        handOverDue = false;
        if (deliveries.isEmpty()) {
            return;
        }
        List<Delivery> turn = deliveries;
        List<InFlight> answers = inFlights;
        deliveries = new ArrayList<>(turn.size() + 16);
        inFlights = new ArrayList<>(turn.size() + 16);
        metrics.publishes(turn.size());
        var unused = submit(turn).whenComplete((outcomes, failure) -> later(() -> settle(answers, outcomes, failure)));
        pauseWhenCongested();
    }

    private CompletableFuture<List<Outcome>> submit(List<Delivery> turn) {
        try {
            return sink.submit(turn);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private void settle(List<InFlight> answers, List<Outcome> outcomes, Throwable failure) {
        if (outcomes == null || outcomes.size() != answers.size()) {
            log.atError().setCause(failure).log("The intake gave no outcome for its deliveries");
        }
        List<Publishing> touched = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            InFlight inFlight = answers.get(i);
            bytesInFlight -= inFlight.bytes;
            Outcome outcome = outcomes == null || outcomes.size() != answers.size()
                    ? new Outcome.Unavailable("no outcome")
                    : outcomes.get(i);
            if (inFlight.owner.settled(inFlight, outcome)) {
                touched.add(inFlight.owner);
            }
        }
        resumeWhenRelieved();
        for (Publishing publishing : touched) {
            publishing.answer();
        }
    }

    /** The intake can take more again; from any thread. */
    void relieved() {
        later(this::resumeWhenRelieved);
    }

    /** Once a second: deadlines of the connections, counters, and relief that went unnoticed. */
    void sweep(long nowNanos) {
        metrics.packets(packets);
        packets = 0;
        resumeWhenRelieved();
        for (Connection connection : connections()) {
            connection.sweep(nowNanos);
        }
    }

    private void pauseWhenCongested() {
        if (!paused && (bytesInFlight > bounds.loopBytes() || pressure.congested())) {
            paused = true;
            metrics.paused();
            connections.forEach(Connection::updateReading);
        }
    }

    private void resumeWhenRelieved() {
        if (paused && bytesInFlight <= bounds.loopBytes() / 2 && !pressure.congested()) {
            paused = false;
            connections.forEach(Connection::updateReading);
        }
    }
}
