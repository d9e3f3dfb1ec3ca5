package firegate.gateway.mqtt;

/** One publish that was handed over, or refused, and has not been answered yet. */
final class InFlight {

    /** No outcome yet. */
    static final int OPEN = -1;

    /** Never to be acknowledged: nobody has it, the device has to send it again. */
    static final int WITHHELD = -2;

    static final int DONE = 0x00;

    final Publishing owner;
    final int packetId;
    final int qos;
    final int bytes;

    /** {@link #OPEN}, {@link #WITHHELD}, {@link #DONE} or the reason code of a refusal. */
    int answer = OPEN;

    /** Text to a refusal, or null. */
    String reason;
    /** Why it is no telemetry; null when it is. */
    PublishRefusal refusal;

    InFlight(Publishing owner, int packetId, int qos, int bytes) {
        this.owner = owner;
        this.packetId = packetId;
        this.qos = qos;
        this.bytes = bytes;
    }
}
