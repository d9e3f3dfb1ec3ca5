package firegate.gateway.mqtt;

/** Why a PUBLISH is no telemetry, with its reason code in 5.0; 3.1.1 has none and gets a plain acknowledgement. */
enum PublishRefusal {
    NOT_AUTHORIZED(0x87, "the device may not publish for another one"),
    NAMELESS(0x87, "the client gave neither a user name nor a client id, so it has no telemetry of its own"),
    UNKNOWN_TOPIC(0x90, "devices do not publish to this topic");

    private final int code;
    private final String text;

    PublishRefusal(int code, String text) {
        this.code = code;
        this.text = text;
    }

    int code() {
        return code;
    }

    String text() {
        return text;
    }
}
