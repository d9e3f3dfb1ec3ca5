package firegate.gateway.mqtt.broker;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Why a link does not work, in words for the people who run the gateway. */
final class Trouble {

    private Trouble() {}

    /** What a failure of Paho means. */
    static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String words = ofNetwork(cause);
            if (words != null) {
                return words;
            }
        }
        return failure instanceof MqttException protocol
                ? ofReason(protocol.getReasonCode(), String.valueOf(protocol.getMessage()))
                : "it failed: " + failure;
    }

    private static String ofNetwork(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "its host name is not known: " + cause.getMessage();
        }
        if (cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || cause instanceof SocketTimeoutException) {
            return "it cannot be reached: " + cause.getMessage();
        }
        if (cause instanceof SSLException) {
            return "no TLS connection: " + cause.getMessage()
                    + " (its certificate has to be trusted by Java's trust store and name the host)";
        }
        return null;
    }

    /** Reason codes of CONNACK, SUBACK and DISCONNECT: MQTT 5.0, 2.4; above them Paho's own. */
    static String ofReason(int code, String otherwise) {
        return switch (code) {
            case 0x84, 0x01 -> "it does not speak MQTT 5";
            case 0x85, 0x02 -> "it refuses the client id";
            case 0x86, 0x87, 0x04, 0x05 -> "it refuses user name and password, or what they may do";
            case 0x88 -> "it is not available";
            case 0x89 -> "it is busy";
            case 0x8A -> "it has banned this client";
            case 0x8B -> "it is shutting down";
            case 0x8E -> "another client has taken over the client id; each gateway needs its own";
            case 0x8F, 0xA2 -> "it does not allow this topic";
            case 0x97 -> "its quota is exceeded";
            case 0x9E -> "it has no shared subscriptions; leave out share";
            case MqttClientException.REASON_CODE_CONNECTION_LOST ->
                "it closed the connection (again and again? then another client uses the same client id)";
            case MqttClientException.REASON_CODE_CLIENT_TIMEOUT, MqttClientException.REASON_CODE_WRITE_TIMEOUT ->
                "it no longer answers";
            default -> "it failed: " + otherwise + " (" + code + ")";
        };
    }
}
