package firegate.gateway.mqtt.broker;

import java.time.Duration;

/**
 * What one link holds at most, and how long it waits.
 *
 * @param receiveMaximum messages that the broker may have given without being acknowledged; it sends no more before some are
 * @param heldBytes messages that are not durable yet, with what each takes beside its payload; beyond it the connection ends, and they come again
 * @param packetBytes largest packet, announced to the broker, which drops what is larger (MQTT-3.1.2-24)
 * @param sessionExpiry how long the broker keeps the session, and with it what it queues, of an absent gateway
 * @param firstPause before connecting again after a connection that lasted
 * @param longestPause pauses double up to this one; a connection that lasted so long ends their growing
 * @param connectTimeout from opening the socket to the answers to CONNECT and SUBSCRIBE
 * @param keepAlive a broker that is silent for twice as long counts as gone
 * @param congestionPause before looking again whether the intake can take more
 * @param drainTimeout how long a closing link waits for outcomes
 */
record LinkBounds(
        int receiveMaximum,
        long heldBytes,
        long packetBytes,
        Duration sessionExpiry,
        Duration firstPause,
        Duration longestPause,
        Duration connectTimeout,
        Duration keepAlive,
        Duration congestionPause,
        Duration drainTimeout) {

    static final LinkBounds DEFAULT = new LinkBounds(
            16_384,
            64L << 20,
            512 << 10,
            Duration.ofDays(7),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(15),
            Duration.ofMillis(10),
            Duration.ofSeconds(2));
}
