package firegate.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;

/** What the listener tells a 5.0 client about itself. */
final class ConnAckProperties {

    private ConnAckProperties() {}

    static MqttProperties of(Admission.Admitted client, ListenerParts parts, boolean mqtt5) {
        if (!mqtt5) {
            return MqttProperties.NO_PROPERTIES;
        }
        Bounds bounds = parts.bounds();
        MqttProperties properties = new MqttProperties();
        Properties5.add(properties, MqttProperties.RECEIVE_MAXIMUM, bounds.receiveMaximum());
        Properties5.add(properties, MqttProperties.MAXIMUM_PACKET_SIZE, bounds.packetBytes());
        Properties5.add(properties, MqttProperties.TOPIC_ALIAS_MAXIMUM, bounds.topicAliases());
        Properties5.add(properties, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 0);
        Properties5.add(properties, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0);
        if (client.assigned()) {
            Properties5.add(properties, MqttProperties.ASSIGNED_CLIENT_IDENTIFIER, client.clientId());
        }
        if (client.expiryCapped()) {
            Properties5.add(properties, MqttProperties.SESSION_EXPIRY_INTERVAL, (int)
                    client.sessionExpiry().toSeconds());
        }
        return properties;
    }
}
