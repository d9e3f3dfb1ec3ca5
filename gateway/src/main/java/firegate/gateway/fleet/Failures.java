package firegate.gateway.fleet;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.vertx.mqtt.MqttConnectionException;

/** Failures of connections in words. */
final class Failures {

    private Failures() {}

    static String text(Throwable cause) {
        if (cause instanceof MqttConnectionException refused) {
            return "refused by the broker: "
                    + refused.code().name().replace("CONNECTION_REFUSED_", "").toLowerCase(java.util.Locale.ROOT);
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** Whether trying again with the same credentials is pointless. */
    static boolean credentials(Throwable cause) {
        return cause instanceof MqttConnectionException refused
                && (refused.code() == MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD
                        || refused.code() == MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED
                        || refused.code() == MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED);
    }
}
