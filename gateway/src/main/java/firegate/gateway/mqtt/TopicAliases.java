package firegate.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;

/** The short names that a 5.0 client gave to topics of its connection. */
final class TopicAliases {

    private final String[] topics;

    TopicAliases(int most) {
        this.topics = new String[most + 1];
    }

    /** The topic of a PUBLISH, by its name or by an alias that was defined earlier. */
    String resolve(MqttPublishVariableHeader header) throws ProtocolViolation {
        if (Properties5.has(header.properties(), MqttProperties.SUBSCRIPTION_IDENTIFIER)) {
            throw ProtocolViolation.of(Disconnects.PROTOCOL_ERROR, "subscription identifier from a client");
        }
        String topic = header.topicName();
        int alias = Properties5.integer(header.properties(), MqttProperties.TOPIC_ALIAS, -1);
        if (alias == -1) {
            if (topic.isEmpty()) {
                throw ProtocolViolation.of(Disconnects.PROTOCOL_ERROR, "neither topic nor alias");
            }
            return topic;
        }
        if (alias <= 0 || alias >= topics.length) {
            throw ProtocolViolation.of(Disconnects.TOPIC_ALIAS_INVALID, "topic alias " + alias);
        }
        if (!topic.isEmpty()) {
            topics[alias] = topic;
        } else if (topics[alias] == null) {
            throw ProtocolViolation.of(Disconnects.PROTOCOL_ERROR, "topic alias " + alias + " was never defined");
        }
        return topics[alias];
    }
}
