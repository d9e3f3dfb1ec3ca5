package firegate.gateway.fleet;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Many devices, each with a connection of its own, against one broker. Thread-safe. */
public final class Fleet implements AutoCloseable {

    private static final long START_SECONDS = 20;

    private final FleetOptions options;
    private final Vertx vertx;
    private final List<FleetLoop> loops = new CopyOnWriteArrayList<>();
    private final FleetCounters counters = new FleetCounters();
    private final List<FleetConnection> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Fleet(FleetOptions options, Vertx vertx) {
        this.options = options;
        this.vertx = vertx;
    }

    /** A fleet without connections, on event loops of its own. */
    public static Fleet start(FleetOptions options) {
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(options.eventLoops()).setPreferNativeTransport(true));
        Fleet fleet = new Fleet(options, vertx);
        List<Future<String>> started = new ArrayList<>();
        for (int i = 0; i < options.eventLoops(); i++) {
            FleetLoop loop = new FleetLoop(options.connectingAtOnce());
            fleet.loops.add(loop);
            started.add(vertx.deployVerticle(loop, new DeploymentOptions()));
        }
        await(Future.all(started), Duration.ofSeconds(START_SECONDS));
        return fleet;
    }

    /** Begins to connect; messages may be published at once, they wait for the connection. */
    public FleetConnection connect(DeviceLogin login) {
        FleetLoop loop = loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
        FleetConnection connection = new FleetConnection(loop, options, login, counters);
        connections.add(connection);
        connection.open();
        return connection;
    }

    public FleetFigures figures() {
        return counters.figures();
    }

    /**
     * Ends all connections once everything is acknowledged, but after {@code most} in any case; what was not acknowledged by
     * then has failed.
     */
    public void close(Duration most) {
        if (closed.getAndSet(true)) {
            return;
        }
        List<Future<Void>> closing =
                connections.stream().map(connection -> connection.close(most)).toList();
        try {
            await(Future.join(closing), most.plusSeconds(START_SECONDS));
        } finally {
            await(vertx.close(), Duration.ofSeconds(START_SECONDS));
        }
    }

    /** Ends all connections at once. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    private static void await(Future<?> future, Duration most) {
        try {
            future.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("event loops of the fleet did not answer within " + most, e);
        }
    }
}
