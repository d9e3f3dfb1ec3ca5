package firegate.gateway.mqtt.broker;

import firegate.ingest.decode.Decoders;
import firegate.ingest.intake.Delivery;
import java.util.List;
import java.util.Optional;

/**
 * Tells from a message's topic which device sent it.
 *
 * @param via the broker as the one that delivers for its devices
 * @param client the link as a client of that broker; packet ids are unique within it
 */
record Senders(String via, String client, List<TopicPattern> patterns) {

    Delivery delivery(Arrival arrival) {
        for (TopicPattern pattern : patterns) {
            Optional<String> device = pattern.device(arrival.topic());
            if (device.isPresent()) {
                return delivery(arrival, device.get(), pattern.profile());
            }
        }
        // It names no device: kept in the broker's name.
        return delivery(arrival, via, Decoders.UNKNOWN_TOPIC);
    }

    private Delivery delivery(Arrival arrival, String device, String profile) {
        return new Delivery(
                device,
                via,
                client,
                arrival.topic(),
                profile,
                arrival.acknowledgeable() ? arrival.packetId() : Delivery.NO_PACKET_ID,
                arrival.again(),
                arrival.receivedMs(),
                arrival.payload());
    }
}
