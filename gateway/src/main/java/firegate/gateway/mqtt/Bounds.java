package firegate.gateway.mqtt;

import java.time.Duration;

/**
 * What one listener keeps at most, and for how long.
 *
 * @param packetBytes largest packet, header included; a larger one ends its connection
 * @param receiveMaximum publishes of one connection that wait for an answer; announced to 5.0 clients, whose violation ends
 *     the connection; others are read no further until answers left
 * @param connectionBytes payload of one connection that waits for an answer, before it is read no further
 * @param loopBytes the same for all connections of one event loop
 * @param topicAliases aliases that a 5.0 client may use
 * @param sessionExpiry longest time that the session of an absent client is kept
 * @param sessions sessions kept at most, absent clients included; beyond it the session of a leaving client is dropped
 * @param connectTimeout from accepting a socket to its CONNECT
 * @param writeTimeout a client that takes no answers for so long is closed
 * @param drainTimeout how long a stopping listener waits for outstanding answers
 */
record Bounds(
        int packetBytes,
        int receiveMaximum,
        int connectionBytes,
        long loopBytes,
        int topicAliases,
        Duration sessionExpiry,
        int sessions,
        Duration connectTimeout,
        Duration writeTimeout,
        Duration drainTimeout) {

    static Bounds forConnections(int connections) {
        return new Bounds(
                257 * 1024,
                1_000,
                1024 * 1024,
                64L * 1024 * 1024,
                16,
                Duration.ofDays(1),
                2 * connections,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5));
    }
}
