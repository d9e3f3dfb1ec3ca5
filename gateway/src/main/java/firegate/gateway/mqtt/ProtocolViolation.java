package firegate.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttMessageType;

/** What a client sent breaks the protocol; its connection ends with the reason code where the protocol has one. */
final class ProtocolViolation extends Exception {

    private final int code;

    private ProtocolViolation(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    static ProtocolViolation malformed(String message) {
        return new ProtocolViolation(Disconnects.MALFORMED_PACKET, message);
    }

    static ProtocolViolation of(int code, String message) {
        return new ProtocolViolation(code, message);
    }

    static ProtocolViolation unexpected(MqttMessageType type) {
        return of(Disconnects.PROTOCOL_ERROR, "unexpected " + type);
    }

    static void unless(boolean wellFormed, String what) throws ProtocolViolation {
        if (!wellFormed) {
            throw malformed(what);
        }
    }

    int code() {
        return code;
    }
}
