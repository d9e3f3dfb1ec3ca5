package firegate.ingest.intake;

/**
 * One message as the edge received it.
 *
 * @param device id of the device it speaks for
 * @param via who delivered it for {@code device} and vouches for it, so that it need not be registered: a gateway device, or
 *     {@code broker:NAME}; null when the device came itself
 * @param client MQTT client id, or HTTP peer; part of the identity of readings without a device time
 * @param topic MQTT topic or HTTP path, for people who look at a rejected message
 * @param profile payload profile that decodes it
 * @param packetId MQTT packet identifier; {@link #NO_PACKET_ID} at QoS 0 and over HTTP
 * @param redelivery the DUP flag
 * @param receivedMs time of receipt, epoch milliseconds
 * @param payload the body; must not be changed afterwards
 */
public record Delivery(
        String device,
        String via,
        String client,
        String topic,
        String profile,
        int packetId,
        boolean redelivery,
        long receivedMs,
        byte[] payload) {

    public static final int NO_PACKET_ID = -1;
}
