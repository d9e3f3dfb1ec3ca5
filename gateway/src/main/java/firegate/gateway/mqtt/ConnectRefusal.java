package firegate.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;

/** Why a CONNECT is not accepted, with the return code of either protocol. */
enum ConnectRefusal {
    BAD_CREDENTIALS(
            MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
            MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD),
    NO_CREDENTIALS(
            MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
            MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5),
    CLIENT_ID(
            MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED,
            MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID),
    VERSION(
            MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION,
            MqttConnectReturnCode.CONNECTION_REFUSED_UNSUPPORTED_PROTOCOL_VERSION),
    AUTHENTICATION_METHOD(
            MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
            MqttConnectReturnCode.CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD),
    FULL(
            MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
            MqttConnectReturnCode.CONNECTION_REFUSED_QUOTA_EXCEEDED);

    private final MqttConnectReturnCode version3;
    private final MqttConnectReturnCode version5;

    ConnectRefusal(MqttConnectReturnCode version3, MqttConnectReturnCode version5) {
        this.version3 = version3;
        this.version5 = version5;
    }

    MqttConnectReturnCode code(boolean mqtt5) {
        return mqtt5 ? version5 : version3;
    }
}
