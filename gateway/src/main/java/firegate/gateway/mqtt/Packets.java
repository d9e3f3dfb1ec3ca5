package firegate.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import java.util.List;

/** Packets that the listener sends. */
final class Packets {

    /** First byte of a PUBACK; with length 2 and the packet id it is the whole plain answer in every version. */
    static final int PUBACK = 0x40;

    /** First byte of a PUBREC. */
    static final int PUBREC = 0x50;

    private Packets() {}

    static MqttMessage connAck(MqttConnectReturnCode code, boolean sessionPresent, MqttProperties properties) {
        return new MqttConnAckMessage(
                header(MqttMessageType.CONNACK), new MqttConnAckVariableHeader(code, sessionPresent, properties));
    }

    static MqttMessage pingResp() {
        return new MqttMessage(header(MqttMessageType.PINGRESP));
    }

    static MqttMessage disconnect(int code) {
        return new MqttMessage(
                header(MqttMessageType.DISCONNECT),
                new MqttReasonCodeAndPropertiesVariableHeader((byte) code, MqttProperties.NO_PROPERTIES));
    }

    /** @param reason null for none */
    static MqttMessage publishReply(MqttMessageType type, int packetId, int code, String reason) {
        MqttProperties properties = MqttProperties.NO_PROPERTIES;
        if (reason != null) {
            properties = new MqttProperties();
            properties.add(new MqttProperties.StringProperty(MqttProperties.REASON_STRING, reason));
        }
        return new MqttMessage(header(type), new MqttPubReplyMessageVariableHeader(packetId, (byte) code, properties));
    }

    static MqttMessage subAck(int packetId, List<Integer> codes) {
        return new MqttSubAckMessage(
                header(MqttMessageType.SUBACK),
                new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES),
                new MqttSubAckPayload(codes));
    }

    /** @param codes null before 5.0 */
    static MqttMessage unsubAck(int packetId, List<Short> codes) {
        return new MqttUnsubAckMessage(
                header(MqttMessageType.UNSUBACK),
                new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES),
                codes == null ? null : new MqttUnsubAckPayload(codes));
    }

    private static MqttFixedHeader header(MqttMessageType type) {
        return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
    }
}
