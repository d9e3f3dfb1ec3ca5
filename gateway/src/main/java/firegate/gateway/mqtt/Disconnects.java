package firegate.gateway.mqtt;

/** Reason codes of a 5.0 DISCONNECT that the listener sends or reads (MQTT 5.0, 3.14.2.1). */
final class Disconnects {

    static final int NORMAL = 0x00;
    static final int MALFORMED_PACKET = 0x81;
    static final int PROTOCOL_ERROR = 0x82;
    static final int SERVER_BUSY = 0x89;
    static final int SERVER_SHUTTING_DOWN = 0x8B;
    static final int KEEP_ALIVE_TIMEOUT = 0x8D;
    static final int SESSION_TAKEN_OVER = 0x8E;
    static final int RECEIVE_MAXIMUM_EXCEEDED = 0x93;
    static final int TOPIC_ALIAS_INVALID = 0x94;
    static final int PACKET_TOO_LARGE = 0x95;
    static final int ADMINISTRATIVE_ACTION = 0x98;

    private Disconnects() {}
}
