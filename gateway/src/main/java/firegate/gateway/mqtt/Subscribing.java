package firegate.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.util.ArrayList;
import java.util.List;

/** A device hears only what is meant for itself: its commands and its attributes. */
final class Subscribing {

    private static final int FAILURE = 0x80;
    private static final int NOT_AUTHORIZED = 0x87;
    private static final short NO_SUBSCRIPTION_EXISTED = 0x11;

    private final String device;
    private final Session session;
    private final boolean mqtt5;

    /** @param device the one that {@code me} stands for; null when there is none */
    Subscribing(String device, Session session, boolean mqtt5) {
        this.device = device;
        this.session = session;
        this.mqtt5 = mqtt5;
    }

    /** @return the SUBACK */
    MqttMessage subscribe(MqttSubscribeMessage packet) throws ProtocolViolation {
        List<MqttTopicSubscription> wanted = packet.payload().topicSubscriptions();
        if (wanted.isEmpty()) {
            throw ProtocolViolation.of(Disconnects.PROTOCOL_ERROR, "SUBSCRIBE without a filter");
        }
        if (Properties5.has(
                packet.idAndPropertiesVariableHeader().properties(), MqttProperties.SUBSCRIPTION_IDENTIFIER)) {
            throw ProtocolViolation.of(Disconnects.PROTOCOL_ERROR, "subscription identifiers are not available");
        }
        List<Integer> codes = new ArrayList<>(wanted.size());
        for (MqttTopicSubscription subscription : wanted) {
            codes.add(grant(subscription.topicFilter(), subscription.option()));
        }
        return Packets.subAck(packet.variableHeader().messageId(), codes);
    }

    private int grant(String filter, MqttSubscriptionOption option) throws ProtocolViolation {
        boolean options = option.isNoLocal()
                || option.isRetainAsPublished()
                || option.retainHandling() != RetainedHandlingPolicy.SEND_AT_SUBSCRIBE;
        if (filter.isEmpty() || !Text.wellFormed(filter) || (options && !mqtt5)) {
            throw ProtocolViolation.malformed("subscription");
        }
        if (!own(filter)) {
            return mqtt5 ? NOT_AUTHORIZED : FAILURE;
        }
        MqttQoS granted = option.qos() == MqttQoS.AT_MOST_ONCE ? MqttQoS.AT_MOST_ONCE : MqttQoS.AT_LEAST_ONCE;
        session.subscribe(filter, granted);
        return granted.value();
    }

    private boolean own(String filter) {
        boolean plainName = device != null && device.chars().noneMatch(c -> c == '+' || c == '#' || c == '/');
        return plainName && (own(filter, "me") || own(filter, device));
    }

    private static boolean own(String filter, String device) {
        String base = "v1/devices/" + device;
        return filter.equals(base + "/rpc/request/+") || filter.equals(base + "/attributes");
    }

    /** @return the UNSUBACK */
    MqttMessage unsubscribe(MqttUnsubscribeMessage packet) throws ProtocolViolation {
        List<String> filters = packet.payload().topics();
        if (filters.isEmpty()) {
            throw ProtocolViolation.of(Disconnects.PROTOCOL_ERROR, "UNSUBSCRIBE without a filter");
        }
        List<Short> codes = new ArrayList<>(filters.size());
        for (String filter : filters) {
            codes.add(session.unsubscribe(filter) ? (short) 0 : NO_SUBSCRIPTION_EXISTED);
        }
        return Packets.unsubAck(packet.variableHeader().messageId(), mqtt5 ? codes : null);
    }
}
