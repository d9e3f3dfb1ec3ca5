package firegate.gateway.mqtt.broker;

/**
 * A message as the broker gave it.
 *
 * @param packetId of this connection's session; 0 at QoS 0
 * @param again the DUP flag: the broker gave it before
 */
record Arrival(String topic, int packetId, int qos, boolean again, long receivedMs, byte[] payload) {

    private static final long OVERHEAD = 200;

    /** About what it takes in memory while it waits: also one without a body does. */
    long bytes() {
        return OVERHEAD + topic.length() + payload.length;
    }

    /** Whether the broker waits for its acknowledgement. */
    boolean acknowledgeable() {
        return qos > 0;
    }
}
