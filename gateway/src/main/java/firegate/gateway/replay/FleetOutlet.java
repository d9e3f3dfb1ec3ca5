package firegate.gateway.replay;

import firegate.gateway.fleet.BrokerAddress;
import firegate.gateway.fleet.DeviceLogin;
import firegate.gateway.fleet.Fleet;
import firegate.gateway.fleet.FleetConnection;
import firegate.gateway.fleet.FleetOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Publishes at QoS 1 over a few MQTT connections; a device always has the same one, which keeps its order. */
public final class FleetOutlet implements Player.Outlet, AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(20);

    /**
     * Where and as whom.
     *
     * @param topic with {@code {device}} for the device
     * @param inFlight most unacknowledged messages of all connections
     */
    public record Options(
            BrokerAddress broker,
            Optional<String> username,
            Optional<String> password,
            String topic,
            int connections,
            int inFlight) {}

    private final String topic;
    private final Fleet fleet;
    private final List<FleetConnection> connections = new ArrayList<>();

    private FleetOutlet(Options options) {
        topic = options.topic();
        fleet = Fleet.start(FleetOptions.of(options.broker())
                .withInFlight(Math.max(1, options.inFlight() / options.connections()))
                .withMaxWaiting(options.inFlight()));
        String client =
                "firegate-replay-" + ProcessHandle.current().pid() + "-" + Integer.toHexString(hashCode()) + "-";
        for (int i = 0; i < options.connections(); i++) {
            connections.add(fleet.connect(new DeviceLogin(client + i, options.username(), options.password())));
        }
    }

    /**
     * Connects.
     *
     * @throws IllegalStateException in words, when that does not succeed within 20 s
     */
    public static FleetOutlet connect(Options options) throws InterruptedException {
        FleetOutlet outlet = new FleetOutlet(options);
        try {
            for (FleetConnection connection : outlet.connections) {
                connection
                        .connected()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(CONNECT.toSeconds(), TimeUnit.SECONDS);
            }
            return outlet;
        } catch (ExecutionException e) {
            outlet.close();
            throw new IllegalStateException(
                    options.broker() + ": " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            outlet.close();
            throw new IllegalStateException(
                    options.broker() + ": no connection within " + CONNECT.toSeconds() + " s", e);
        }
    }

    @Override
    public CompletionStage<Void> publish(String device, byte[] body) {
        FleetConnection connection = connections.get(Math.floorMod(device.hashCode(), connections.size()));
        return connection.publish(topic.replace("{device}", device), body).toCompletionStage();
    }

    /** Ends the connections at once; what is not acknowledged has failed. */
    @Override
    public void close() {
        fleet.close();
    }
}
