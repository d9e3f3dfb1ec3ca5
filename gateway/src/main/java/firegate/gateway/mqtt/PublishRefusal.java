package firegate.gateway.mqtt;

import firegate.ingest.decode.Decoders;

/**
 * Why a PUBLISH is no telemetry, with its reason code in 5.0; 3.1.1 has none and gets a plain acknowledgement. The message is
 * quarantined in the name of the device that sent it, so that nobody believes it delivered.
 */
enum PublishRefusal {
    NOT_AUTHORIZED(0x87, Decoders.NOT_AUTHORIZED, "the device may not publish for another one"),
    NAMELESS(0x87, null, "the client gave neither a user name nor a client id, so it has no telemetry of its own"),
    UNKNOWN_TOPIC(0x90, Decoders.UNKNOWN_TOPIC, "devices do not publish to this topic");

    private final int code;
    private final String profile;
    private final String text;

    PublishRefusal(int code, String profile, String text) {
        this.code = code;
        this.profile = profile;
        this.text = text;
    }

    int code() {
        return code;
    }

    /** The profile that rejects the message with this reason. */
    String profile() {
        return profile;
    }

    String text() {
        return text;
    }
}
