package firegate.gateway.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a load consists of.
 *
 * @param inFlight messages that each connection has unacknowledged at most
 * @param messagesEach messages of each connection; {@link #ENDLESS}: as many as go into {@code atMost}
 * @param atMost when to stop sending even if there are messages left
 * @param perSecond messages of all connections in a second; 0: as fast as they are acknowledged
 * @param password for all devices; empty: no user name and no password
 * @param reconnect whether a connection that breaks is opened again, to send anew what was not acknowledged, flagged DUP
 * @param acked where {@code device,ts} of each acknowledged message is written
 */
public record LoadOptions(
        String host,
        int port,
        int connections,
        int inFlight,
        long messagesEach,
        Duration atMost,
        long perSecond,
        Optional<String> password,
        Traffic traffic,
        boolean reconnect,
        Optional<Path> acked) {

    public static final long ENDLESS = Long.MAX_VALUE;
}
