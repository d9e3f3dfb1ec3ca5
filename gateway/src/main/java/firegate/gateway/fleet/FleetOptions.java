package firegate.gateway.fleet;

import java.time.Duration;

/**
 * How a fleet behaves.
 *
 * @param eventLoops threads that carry all connections
 * @param inFlight unacknowledged messages of a connection, at most
 * @param maxWaiting messages of a connection that wait for their turn; beyond it a publish fails
 * @param connectingAtOnce connections of an event loop that are being opened at the same time
 * @param firstPause before the first attempt to connect again; it doubles with each that fails
 * @param longestPause between two attempts
 */
public record FleetOptions(
        BrokerAddress broker,
        int eventLoops,
        int inFlight,
        int maxWaiting,
        int connectingAtOnce,
        Duration firstPause,
        Duration longestPause) {

    public static FleetOptions of(BrokerAddress broker) {
        return new FleetOptions(broker, 2, 20, 10_000, 50, Duration.ofMillis(250), Duration.ofSeconds(30));
    }

    public FleetOptions withInFlight(int messages) {
        return new FleetOptions(broker, eventLoops, messages, maxWaiting, connectingAtOnce, firstPause, longestPause);
    }

    public FleetOptions withMaxWaiting(int messages) {
        return new FleetOptions(broker, eventLoops, inFlight, messages, connectingAtOnce, firstPause, longestPause);
    }
}
