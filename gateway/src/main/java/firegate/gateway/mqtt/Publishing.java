package firegate.gateway.mqtt;

import firegate.ingest.device.DeviceAccess;
import firegate.ingest.intake.Delivery;
import firegate.ingest.intake.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one connection publishes, and the answers that it waits for. Answers leave in the order in which the publishes came
 * (MQTT-4.6.0-2, -3), never before their outcome, and none after one that has to be withheld.
 */
final class Publishing {

    private static final int LONGEST_REASON = 200;
    private static final int PLAIN_ANSWER_BYTES = 4;

    private final Connection connection;
    private final LoopTurn turn;
    private final ListenerParts parts;
    private final Admission.Admitted client;
    private final Session session;
    private final boolean mqtt5;
    private final boolean reasonsWanted;
    private final int clientMaxPacket;
    private final TopicAliases aliases;

    private final Deque<InFlight> unanswered = new ArrayDeque<>();
    private final Map<Integer, InFlight> exactlyOnce = new HashMap<>();
    private String lastTopic = "";
    private Optional<Uplink> lastUplink = Optional.empty();
    private int submitted;
    private long submittedBytes;
    private boolean withholding;
    private boolean touched;

    Publishing(
            Connection connection,
            LoopTurn turn,
            ListenerParts parts,
            Admission.Admitted client,
            Session session,
            MqttProperties connectProperties,
            boolean mqtt5) {
        this.connection = connection;
        this.turn = turn;
        this.parts = parts;
        this.client = client;
        this.session = session;
        this.mqtt5 = mqtt5;
        this.reasonsWanted = Properties5.integer(connectProperties, MqttProperties.REQUEST_PROBLEM_INFORMATION, 1) != 0;
        this.clientMaxPacket =
                Properties5.integer(connectProperties, MqttProperties.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE);
        this.aliases = new TopicAliases(parts.bounds().topicAliases());
    }

    void publish(MqttPublishMessage packet) throws ProtocolViolation {
        MqttPublishVariableHeader header = packet.variableHeader();
        int qos = packet.fixedHeader().qosLevel().value();
        String topic = mqtt5 ? aliases.resolve(header) : header.topicName();
        if (!topic.equals(lastTopic)) {
            if (topic.isEmpty() || !Text.wellFormed(topic)) {
                throw ProtocolViolation.malformed("topic name");
            }
            lastTopic = topic;
            lastUplink = Uplink.of(topic);
        }
        if (qos == 2 && repeated(header.packetId())) {
            return;
        }
        if (qos > 0
                && mqtt5
                && unanswered.size() + session.unreleased() >= parts.bounds().receiveMaximum()) {
            throw ProtocolViolation.of(Disconnects.RECEIVE_MAXIMUM_EXCEEDED, "receive maximum exceeded");
        }
        ByteBuf body = packet.payload();
        InFlight inFlight = new InFlight(this, header.packetId(), qos, body.readableBytes());
        if (qos > 0) {
            unanswered.add(inFlight);
        }
        if (qos == 2) {
            exactlyOnce.put(inFlight.packetId, inFlight);
        }
        PublishRefusal refusal = refusal();
        if (refusal == null) {
            Uplink uplink = lastUplink.orElseThrow();
            String device = uplink.device() == null ? client.publisher().device() : uplink.device();
            submit(packet, inFlight, device, uplink.profile(), ByteBufUtil.getBytes(body));
        } else {
            parts.metrics().refused(refusal);
            parts.log().publishRefused(refusal, client, lastTopic);
            inFlight.refusal = refusal;
            if (client.publisher().device() == null) {
                refuse(inFlight);
            } else {
                submit(packet, inFlight, client.publisher().device(), refusal.profile(), ByteBufUtil.getBytes(body));
            }
        }
    }

    /** Why the last topic is not for this client; null when it is. */
    private PublishRefusal refusal() {
        if (lastUplink.isEmpty()) {
            return PublishRefusal.UNKNOWN_TOPIC;
        }
        String named = lastUplink.get().device();
        if (named == null) {
            return client.publisher().device() == null ? PublishRefusal.NAMELESS : null;
        }
        DeviceAccess access = parts.access();
        return client.publisher().maySpeakFor(named, access) ? null : PublishRefusal.NOT_AUTHORIZED;
    }

    /** Nobody is known in whose name the message could be kept. */
    private void refuse(InFlight inFlight) {
        if (inFlight.qos == 2) {
            exactlyOnce.remove(inFlight.packetId);
            if (!mqtt5) {
                session.received(inFlight.packetId);
            }
        }
        inFlight.answer = mqtt5 ? inFlight.refusal.code() : InFlight.DONE;
        inFlight.reason = inFlight.refusal.text();
        write();
    }

    private void submit(MqttPublishMessage packet, InFlight inFlight, String device, String profile, byte[] payload) {
        submitted++;
        submittedBytes += inFlight.bytes;
        turn.add(
                new Delivery(
                        device,
                        client.publisher().via(device),
                        client.clientId(),
                        lastTopic,
                        profile,
                        inFlight.qos == 0 ? Delivery.NO_PACKET_ID : inFlight.packetId,
                        packet.fixedHeader().isDup(),
                        parts.clock().millis(),
                        payload),
                inFlight);
        connection.updateReading();
    }

    /** Answers a QoS 2 publish that is known already; one whose outcome is outstanding will be answered then. */
    private boolean repeated(int packetId) {
        if (session.hasReceived(packetId)) {
            connection.write(Packets.publishReply(MqttMessageType.PUBREC, packetId, InFlight.DONE, null));
            return true;
        }
        return exactlyOnce.containsKey(packetId);
    }

    /** The client's PUBREL. */
    void release(int packetId) {
        boolean known = session.release(packetId);
        int code = known || !mqtt5 ? InFlight.DONE : 0x92;
        connection.write(Packets.publishReply(MqttMessageType.PUBCOMP, packetId, code, null));
    }

    /**
     * Takes the outcome of one publish.
     *
     * @return whether {@link #answer} has to be called, once for all that are settled together
     */
    boolean settled(InFlight inFlight, Outcome outcome) {
        submitted--;
        submittedBytes -= inFlight.bytes;
        if (inFlight.qos == 2) {
            exactlyOnce.remove(inFlight.packetId);
        }
        if (outcome instanceof Outcome.Unavailable) {
            inFlight.answer = InFlight.WITHHELD;
            parts.metrics().unavailable();
        } else if (inFlight.refusal != null && mqtt5) {
            inFlight.answer = inFlight.refusal.code();
            inFlight.reason = inFlight.refusal.text();
        } else if (outcome instanceof Outcome.Quarantined quarantined && mqtt5) {
            inFlight.answer = 0x99;
            inFlight.reason = quarantined.reason() + ": " + quarantined.detail();
        } else {
            inFlight.answer = InFlight.DONE;
            if (inFlight.qos == 2) {
                session.received(inFlight.packetId);
            }
        }
        boolean first = !touched;
        touched = true;
        return first;
    }

    /** Sends what has become due, with one flush. */
    void answer() {
        touched = false;
        if (connection.closed()) {
            return;
        }
        write();
        connection.wire().flush();
        connection.updateReading();
        connection.drained();
    }

    private void write() {
        ByteBuf plain = null;
        while (!withholding && !unanswered.isEmpty() && unanswered.peek().answer != InFlight.OPEN) {
            InFlight next = unanswered.poll();
            if (next.answer == InFlight.WITHHELD) {
                withholding = true;
                connection.unavailable();
            } else if (next.answer == InFlight.DONE) {
                if (plain == null) {
                    plain = connection.wire().buffer(PLAIN_ANSWER_BYTES * (1 + unanswered.size()));
                }
                plain.writeByte(next.qos == 1 ? Packets.PUBACK : Packets.PUBREC).writeByte(2);
                plain.writeShort(next.packetId);
            } else {
                if (plain != null) {
                    connection.write(plain);
                    plain = null;
                }
                MqttMessageType type = next.qos == 1 ? MqttMessageType.PUBACK : MqttMessageType.PUBREC;
                connection.write(Packets.publishReply(type, next.packetId, next.answer, reason(next)));
            }
        }
        if (plain != null) {
            connection.write(plain);
        }
    }

    /** The text to a reason code, unless the client wants none or could not take it. */
    private String reason(InFlight inFlight) {
        String text = Text.shortened(inFlight.reason, LONGEST_REASON);
        boolean fits = clientMaxPacket < 0 || clientMaxPacket >= 16 + 3 * text.length();
        return reasonsWanted && fits ? text : null;
    }

    /** Whether as much has been read as may wait for an answer; in 5.0 one more, which shows that the client ignores the limit. */
    boolean full() {
        return submitted >= parts.bounds().receiveMaximum() + (mqtt5 ? 1 : 0)
                || unanswered.size() >= 2 * parts.bounds().receiveMaximum()
                || submittedBytes >= parts.bounds().connectionBytes();
    }

    /** Whether everything that was read has been answered. */
    boolean settled() {
        return submitted == 0;
    }
}
