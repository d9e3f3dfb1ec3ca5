package firegate.gateway.mqtt;

import firegate.gateway.config.Config;
import firegate.ingest.device.DeviceAccess;
import firegate.ingest.intake.DeliverySink;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Devices connect here over MQTT. Several event loops share the port. */
public final class MqttListener {

    private static final Logger log = LoggerFactory.getLogger(MqttListener.class);
    private static final long SWEEP_MS = 1_000;
    private static final long EXPIRY_MS = 5_000;
    private static final int ACCEPT_BACKLOG = 4_096;

    /** Vert.x lets servers share a port that the system chooses when they ask for the same negative one. */
    private static final AtomicInteger lastEphemeral = new AtomicInteger();

    private final Vertx vertx;
    private final Config.Listener config;
    private final DeliverySink sink;
    private final Pressure pressure;
    private final Bounds bounds;
    private final ListenerParts parts;
    private final int loops;
    private final List<LoopTurn> turns = new CopyOnWriteArrayList<>();
    private final AtomicInteger port = new AtomicInteger();
    private volatile String deployment;

    public MqttListener(
            Vertx vertx,
            Config.Listener config,
            DeviceAccess access,
            DeliverySink sink,
            Pressure pressure,
            InstantSource clock,
            MeterRegistry meters) {
        this(
                vertx,
                config,
                access,
                sink,
                pressure,
                clock,
                meters,
                Bounds.forConnections(config.limits().connections()),
                Runtime.getRuntime().availableProcessors());
    }

    MqttListener(
            Vertx vertx,
            Config.Listener config,
            DeviceAccess access,
            DeliverySink sink,
            Pressure pressure,
            InstantSource clock,
            MeterRegistry meters,
            Bounds bounds,
            int loops) {
        this.vertx = vertx;
        this.config = config;
        this.sink = sink;
        this.pressure = pressure;
        this.bounds = bounds;
        this.loops = loops;
        Sessions sessions = new Sessions(config.limits().connections(), bounds.sessions(), clock);
        this.parts = new ListenerParts(
                access, sessions, bounds, clock, new ListenerMetrics(meters, sessions), new RefusalLog(clock));
        pressure.onRelief(() -> turns.forEach(LoopTurn::relieved));
    }

    /**
     * Opens the port.
     *
     * @return the port that it listens on; fails when it cannot be opened
     */
    public Future<Integer> start() {
        int wanted = config.port() == 0 ? -lastEphemeral.incrementAndGet() : config.port();
        return vertx.deployVerticle(() -> new Loop(wanted), new DeploymentOptions().setInstances(loops))
                .map(id -> {
                    deployment = id;
                    return port.get();
                });
    }

    /** Accepts and reads nothing more, answers what was read, tells the clients and closes their connections. */
    public Future<Void> stop() {
        String running = deployment;
        deployment = null;
        return running == null ? Future.succeededFuture() : vertx.undeploy(running);
    }

    /** Clients that are connected. */
    public int sessions() {
        return parts.sessions().connected();
    }

    /**
     * Ends the connections of a device, for instance because its token was revoked.
     *
     * @param reason for the log
     */
    public void disconnect(String device, String reason) {
        log.atInfo().addKeyValue("device", device).addKeyValue("reason", reason).log("MQTT device disconnected");
        for (LoopTurn turn : turns) {
            turn.later(() -> {
                for (Connection connection : turn.connections()) {
                    if (device.equals(connection.device())) {
                        connection.end(Disconnects.ADMINISTRATIVE_ACTION);
                    }
                }
            });
        }
    }

    /** The listener's part on one event loop. */
    private final class Loop extends VerticleBase {

        private final int wantedPort;
        private NetServer server;
        private LoopTurn turn;

        Loop(int wantedPort) {
            this.wantedPort = wantedPort;
        }

        @Override
        public Future<?> start() {
            turn = new LoopTurn(
                    task -> context.runOnContext(unused -> task.run()), sink, pressure, bounds, parts.metrics());
            turns.add(turn);
            vertx.setPeriodic(SWEEP_MS, unused -> turn.sweep(System.nanoTime()));
            vertx.setPeriodic(EXPIRY_MS, unused -> parts.sessions().expire());
            server = vertx.createNetServer(new NetServerOptions()
                            .setTcpNoDelay(true)
                            .setTcpKeepAlive(true)
                            .setAcceptBacklog(ACCEPT_BACKLOG))
                    .connectHandler(this::accept);
            return server.listen(wantedPort, config.host()).onSuccess(bound -> port.set(bound.actualPort()));
        }

        private void accept(NetSocket socket) {
            String peer = String.valueOf(socket.remoteAddress());
            MqttPipeline.install(socket, new Connection(turn, parts, peer, System.nanoTime()), bounds);
        }

        @Override
        public Future<?> stop() {
            return server.shutdown(bounds.drainTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .onComplete(unused -> turns.remove(turn));
        }
    }
}
