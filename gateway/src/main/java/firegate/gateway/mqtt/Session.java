package firegate.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttQoS;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What outlives a connection: QoS 2 publishes that are durable and wait for their PUBREL, and subscriptions. Thread-safe,
 * because an outcome may arrive after the session went on with another connection.
 */
final class Session {

    private final BitSet received = new BitSet();
    private final Map<String, MqttQoS> subscriptions = new HashMap<>();

    /** A QoS 2 publish is durable; its packet id is taken until the client releases it. */
    synchronized void received(int packetId) {
        received.set(packetId);
    }

    synchronized boolean hasReceived(int packetId) {
        return received.get(packetId);
    }

    /** @return whether the packet id was waiting for it */
    synchronized boolean release(int packetId) {
        boolean known = received.get(packetId);
        received.clear(packetId);
        return known;
    }

    synchronized int unreleased() {
        return received.cardinality();
    }

    synchronized void subscribe(String filter, MqttQoS qos) {
        subscriptions.put(filter, qos);
    }

    /** @return whether there was such a subscription */
    synchronized boolean unsubscribe(String filter) {
        return subscriptions.remove(filter) != null;
    }
}
