package firegate.gateway.mqtt.broker;

import firegate.gateway.config.Config;
import firegate.gateway.mqtt.Pressure;
import firegate.ingest.intake.DeliverySink;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to one broker: one connection after the other, for ever, under one client id whose session the broker keeps. Its
 * state belongs to its one thread; what comes from elsewhere is passed to it by {@link #run}.
 */
final class BrokerLink {

    private static final Logger log = LoggerFactory.getLogger(BrokerLink.class);

    private final Config.Broker broker;
    private final SessionFile session;
    private final List<String> filters;
    private final Senders senders;
    private final DeliverySink sink;
    private final Pressure pressure;
    private final InstantSource clock;
    private final LinkBounds bounds;
    private final LinkMetrics metrics;
    private final ScheduledExecutorService thread;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private Connection connection;
    private boolean subscribed;
    private long openedNanos;
    private Duration pause;
    private boolean connectedBefore;
    private boolean unstorable;
    private boolean closing;
    private volatile String problem = "not connected yet";

    /** @throws UncheckedIOException when its session file cannot be read or written */
    BrokerLink(
            Config.Broker broker,
            Path data,
            DeliverySink sink,
            Pressure pressure,
            InstantSource clock,
            MeterRegistry meters,
            LinkBounds bounds) {
        this.broker = broker;
        this.sink = sink;
        this.pressure = pressure;
        this.clock = clock;
        this.bounds = bounds;
        this.metrics = new LinkMetrics(meters, broker.name());
        this.session = new SessionFile(data, broker);
        List<TopicPattern> patterns =
                broker.subscribe().stream().map(TopicPattern::of).toList();
        this.filters =
                patterns.stream().map(pattern -> pattern.filter(broker.share())).toList();
        String via = "broker:" + broker.name();
        this.senders = new Senders(via, via + "/" + session.clientId(), patterns);
        this.pause = bounds.firstPause();
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, via));
    }

    String name() {
        return broker.name();
    }

    /** Why nothing comes from the broker now, in a sentence; null while it is subscribed. */
    String problem() {
        return problem;
    }

    void start() {
        run(this::connect);
    }

    /** Runs work on the link's thread; from any thread. */
    void run(Runnable work) {
        later(work, Duration.ZERO);
    }

    void later(Runnable work, Duration delay) {
        try {
            var unused = thread.schedule(() -> guarded(work), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            log.atDebug().setCause(e).log("The link is closed");
        }
    }

    /** A fault of ours ends the connection, not the link. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.atError().addKeyValue("broker", name()).setCause(e).log("The broker link failed");
            ended(connection, "a fault of firegate: " + e);
        }
    }

    private void connect() {
        if (closing || connection != null) {
            return;
        }
        openedNanos = System.nanoTime();
        subscribed = false;
        try {
            Connection next = new Connection(this, broker, session.clientId(), clock);
            connection = next;
            next.open(broker, bounds, new Handover(this, next, senders, sink, pressure, bounds, metrics));
            // Paho waits for ever for the answer of a host that accepts and is silent.
            later(() -> giveUp(next), bounds.connectTimeout());
        } catch (MqttException e) {
            ended(connection, Trouble.of(e));
        }
    }

    private void giveUp(Connection tried) {
        if (tried == connection && !subscribed) {
            ended(tried, "it accepts the connection and does not answer");
        }
    }

    /** The broker has accepted the connection. */
    void opened(Connection which, boolean resumed) {
        if (which != connection) {
            return;
        }
        if (!resumed && session.exists()) {
            log.atWarn()
                    .addKeyValue("broker", name())
                    .addKeyValue("client", session.clientId())
                    .log("The broker has forgotten the session; what it had queued for this gateway is lost");
        }
        if (connectedBefore) {
            metrics.reconnect();
        }
        connectedBefore = true;
        try {
            List<String> outdated = session.outdated(filters);
            session.subscribing(filters);
            which.subscribe(filters, outdated);
        } catch (MqttException e) {
            ended(which, Trouble.of(e));
        } catch (UncheckedIOException e) {
            ended(which, e.getMessage());
        }
    }

    /** The broker sends what is published from now on. */
    void subscribed(Connection which) {
        if (which != connection) {
            return;
        }
        subscribed = true;
        metrics.connected(true);
        if (unstorable) {
            // Only what comes of its messages tells whether it works again.
            later(() -> works(which), bounds.longestPause());
        } else {
            works(which);
        }
    }

    private void works(Connection which) {
        if (which != connection || problem == null || which.handover().withholding()) {
            return;
        }
        unstorable = false;
        problem = null;
        log.atInfo()
                .addKeyValue("broker", name())
                .addKeyValue("url", broker.url())
                .addKeyValue("client", session.clientId())
                .addKeyValue("topics", filters)
                .log("The broker link is up");
    }

    void unsubscribed(Connection which) {
        if (which == connection) {
            session.subscribed(filters);
        }
    }

    /** A connection is over, or has to be: the next one follows after a pause. */
    void ended(Connection which, String why) {
        if (which == connection && !closing) {
            Duration pauseNow = nextPause();
            end(why);
            later(this::connect, pauseNow);
        }
    }

    /** A message could not be stored: after a pause the broker gives it, and all behind it, again over a new connection. */
    void withheld(Connection which, String why) {
        if (which == connection && !closing) {
            unstorable = true;
            say(why);
            later(() -> again(which, why), nextPause());
        }
    }

    private void again(Connection which, String why) {
        if (which == connection && !closing) {
            end(why);
            connect();
        }
    }

    private void end(String why) {
        if (connection != null) {
            connection.abort();
        }
        connection = null;
        subscribed = false;
        metrics.connected(false);
        say(why);
    }

    /** Pauses grow, until a connection has lasted. */
    private Duration nextPause() {
        boolean lasted = subscribed
                && System.nanoTime() - openedNanos >= bounds.longestPause().toNanos();
        Duration now = lasted ? bounds.firstPause() : pause;
        Duration doubled = now.multipliedBy(2);
        pause = doubled.compareTo(bounds.longestPause()) < 0 ? doubled : bounds.longestPause();
        return now;
    }

    private void say(String why) {
        String now = "broker " + name() + " at " + broker.url() + ": " + why;
        if (!now.equals(problem)) {
            log.atWarn()
                    .addKeyValue("broker", name())
                    .addKeyValue("url", broker.url())
                    .addKeyValue("client", session.clientId())
                    .log("The broker link is down; it is tried again for ever: {}", why);
        }
        problem = now;
    }

    /** Outcomes have come. */
    void settled(Connection which, boolean acknowledged) {
        if (acknowledged) {
            works(which);
        }
        leaveWhenSettled();
    }

    private void leaveWhenSettled() {
        if (closing && connection != null && connection.handover().settled()) {
            leave();
        }
    }

    /** Takes nothing more, acknowledges what becomes durable in time, and leaves. The session stays at the broker. */
    CompletableFuture<Void> close() {
        run(() -> {
            closing = true;
            if (connection == null) {
                leave();
            } else {
                connection.handover().drain();
                leaveWhenSettled();
                later(this::leave, bounds.drainTimeout());
            }
        });
        return closed;
    }

    private void leave() {
        if (closed.isDone()) {
            return;
        }
        if (connection != null) {
            Connection last = connection;
            connection = null;
            if (subscribed) {
                last.leave();
            } else {
                last.abort();
            }
        }
        metrics.connected(false);
        closed.complete(null);
        thread.shutdownNow();
    }
}
