package firegate.gateway.mqtt;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One MQTT connection: the protocol's state. Runs on its event loop only, except {@link #takenOver}. */
final class Connection extends ChannelInboundHandlerAdapter {

    private enum State {
        /** Nothing but a CONNECT may come. */
        CONNECT_DUE,
        /** Accepted; the connection that had the session before is being ended. */
        OPENING,
        OPEN,
        /** Nothing is read or answered any more; the socket may linger until the last answer has left. */
        ENDED
    }

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final LoopTurn turn;
    private final ListenerParts parts;
    private final String peer;
    private final Liveness liveness;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final Deque<MqttMessage> early = new ArrayDeque<>();
    private final PacketFramer framer;
    private long decoded;
    private Wire wire;
    private State state = State.CONNECT_DUE;
    private boolean mqtt5;
    private Admission.Admitted client;
    private CompletableFuture<Void> predecessorGone = CompletableFuture.completedFuture(null);
    private Session session;
    private Duration sessionExpiry;
    private Publishing publishing;
    private Subscribing subscribing;

    private boolean draining;
    private boolean leaving;
    private boolean orderly;

    Connection(LoopTurn turn, ListenerParts parts, String peer, long nowNanos) {
        this.turn = turn;
        this.parts = parts;
        this.peer = peer;
        this.liveness = new Liveness(parts.bounds(), nowNanos);
        this.framer = new PacketFramer(parts.bounds().packetBytes());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        wire = new Wire(context);
        turn.opened(this);
    }

    PacketFramer framer() {
        return framer;
    }

    /** The device that publishes here; null before it is known. */
    String device() {
        return client == null ? null : client.publisher().device();
    }

    boolean closed() {
        return state == State.ENDED;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object packet) {
        try {
            liveness.heard();
            decoded++;
            if (state == State.OPENING) {
                early.add((MqttMessage) ReferenceCountUtil.retain(packet));
            } else if (state != State.ENDED) {
                handle((MqttMessage) packet);
            }
        } finally {
            ReferenceCountUtil.release(packet);
        }
    }

    private void handle(MqttMessage packet) {
        try {
            if (packet.decoderResult().isFailure()) {
                undecodable(packet.decoderResult().cause());
            } else if (state == State.CONNECT_DUE) {
                connect(packet);
            } else {
                turn.packet();
                dispatch(packet);
            }
        } catch (ProtocolViolation violation) {
            violated(violation);
        }
    }

    private void dispatch(MqttMessage packet) throws ProtocolViolation {
        switch (packet.fixedHeader().messageType()) {
            case PUBLISH -> publishing.publish((MqttPublishMessage) packet);
            case PUBREL -> {
                ProtocolViolation.unless(mqtt5 || length(packet) == 2, "PUBREL");
                publishing.release(((MqttMessageIdVariableHeader) packet.variableHeader()).messageId());
            }
            case SUBSCRIBE -> write(subscribing.subscribe((MqttSubscribeMessage) packet));
            case UNSUBSCRIBE -> write(subscribing.unsubscribe((MqttUnsubscribeMessage) packet));
            case PINGREQ -> {
                ProtocolViolation.unless(length(packet) == 0, "PINGREQ");
                write(Packets.pingResp());
            }
            case DISCONNECT -> disconnected(packet);
            case PUBACK, PUBREC, PUBCOMP -> ProtocolViolation.unless(length(packet) >= 2, "answer to a publish");
            default ->
                throw ProtocolViolation.of(
                        Disconnects.PROTOCOL_ERROR,
                        "unexpected " + packet.fixedHeader().messageType());
        }
    }

    private static int length(MqttMessage packet) {
        return packet.fixedHeader().remainingLength();
    }

    private void disconnected(MqttMessage packet) throws ProtocolViolation {
        ProtocolViolation.unless(mqtt5 || length(packet) == 0, "DISCONNECT");
        orderly = true;
        if (packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header) {
            orderly = header.reasonCode() == Disconnects.NORMAL;
            sessionExpiry = Admission.newExpiry(header.properties(), sessionExpiry, parts.bounds());
        }
        abort();
    }

    private void connect(MqttMessage packet) throws ProtocolViolation {
        if (!(packet instanceof MqttConnectMessage connect)) {
            throw ProtocolViolation.of(Disconnects.PROTOCOL_ERROR, "first packet is no CONNECT");
        }
        mqtt5 = connect.variableHeader().version() == 5;
        Admission admission = Admission.judge(connect, parts.access(), parts.bounds());
        if (admission instanceof Admission.Refused refused) {
            refuse(refused.reason(), refused.name());
        } else if (admission instanceof Admission.Admitted admitted) {
            if (draining || !parts.sessions().reserve(admitted.session())) {
                refuse(ConnectRefusal.FULL, admitted.publisher().device());
                return;
            }
            client = admitted;
            sessionExpiry = admitted.sessionExpiry();
            liveness.connected(connect.variableHeader().keepAliveTimeSeconds());
            state = State.OPENING;
            predecessorGone = parts.sessions().claim(admitted.session(), this);
            MqttProperties properties = connect.variableHeader().properties();
            if (predecessorGone.isDone()) {
                open(properties);
            } else {
                updateReading();
                var unused = predecessorGone.whenComplete((none, failure) -> turn.later(() -> open(properties)));
            }
        }
    }

    private void open(MqttProperties properties) {
        if (state != State.OPENING) {
            return;
        }
        Sessions.Resumed resumed = parts.sessions().resume(client.session(), client.clean());
        session = resumed.session();
        publishing = new Publishing(this, turn, parts, client, session, properties, mqtt5);
        subscribing = new Subscribing(client.publisher().device(), session, mqtt5);
        state = State.OPEN;
        write(Packets.connAck(
                MqttConnectReturnCode.CONNECTION_ACCEPTED,
                resumed.present(),
                ConnAckProperties.of(client, parts, mqtt5)));
        while (!early.isEmpty() && state == State.OPEN) {
            MqttMessage packet = early.poll();
            try {
                handle(packet);
            } finally {
                ReferenceCountUtil.release(packet);
            }
        }
        wire.flush();
        updateReading();
    }

    private void refuse(ConnectRefusal reason, String name) {
        parts.metrics().connectRefused(reason);
        parts.log().connectRefused(reason, String.valueOf(name), peer);
        end(Packets.connAck(reason.code(mqtt5), false, MqttProperties.NO_PROPERTIES));
    }

    private void undecodable(Throwable cause) throws ProtocolViolation {
        if (state == State.CONNECT_DUE && cause instanceof MqttUnacceptableProtocolVersionException) {
            refuse(ConnectRefusal.VERSION, null);
        } else if (state == State.CONNECT_DUE && cause instanceof MqttIdentifierRejectedException) {
            refuse(ConnectRefusal.CLIENT_ID, null);
        } else if (cause instanceof TooLongFrameException) {
            oversize();
        } else {
            throw ProtocolViolation.malformed(String.valueOf(cause.getMessage()));
        }
    }

    private void violated(ProtocolViolation violation) {
        parts.metrics().protocolError();
        parts.log().connectionEnded(violation.getMessage(), device(), peer);
        end(violation.code());
    }

    private void oversize() {
        parts.metrics().oversize();
        parts.log().connectionEnded("packet too large", device(), peer);
        end(Disconnects.PACKET_TOO_LARGE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (state == State.ENDED || cause instanceof IOException) {
            log.atDebug().setCause(cause).addKeyValue("peer", peer).log("MQTT connection broke");
            abort();
        } else if (cause instanceof TooLongFrameException) {
            oversize();
        } else if (cause instanceof DecoderException) {
            violated(ProtocolViolation.malformed(String.valueOf(cause.getMessage())));
        } else {
            log.atError().setCause(cause).addKeyValue("device", device()).log("MQTT connection failed");
            abort();
        }
    }

    /** Reads on, or stops until there is room again. */
    void updateReading() {
        boolean room = state == State.OPEN && !draining && !turn.paused() && !publishing.full() && wire.writable();
        wire.read(room || state == State.CONNECT_DUE || state == State.ENDED);
    }

    Wire wire() {
        return wire;
    }

    void write(Object packet) {
        if (state == State.ENDED) {
            ReferenceCountUtil.release(packet);
        } else {
            wire.write(packet);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (state != State.ENDED && decoded != framer.passed()) {
            // the decoder reads on into the next packet when one is shorter than what it is said to hold
            violated(ProtocolViolation.malformed("length of a packet"));
        }
        wire.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        liveness.writable(wire.writable(), System.nanoTime());
        updateReading();
        context.fireChannelWritabilityChanged();
    }

    /** Once a second. */
    void sweep(long nowNanos) {
        switch (liveness.check(nowNanos, wire.reading())) {
            case ALIVE -> {}
            case NO_CONNECT, SILENT -> {
                parts.metrics().timeout();
                end(Disconnects.KEEP_ALIVE_TIMEOUT);
            }
            case DEAF -> {
                parts.metrics().slowReader();
                parts.log().connectionEnded("takes no answers", device(), peer);
                abort();
            }
        }
    }

    /**
     * The session goes on with another connection.
     *
     * @return completes when everything that this one read has been handed over
     */
    CompletableFuture<Void> takenOver() {
        turn.later(() -> {
            if (state != State.ENDED) {
                parts.metrics().takeOver();
                end(Disconnects.SESSION_TAKEN_OVER);
            }
        });
        return gone;
    }

    /**
     * Something that this client published could not be kept. It resends only after it has connected again, so the connection
     * ends, after a moment: a town of devices must not come back all at once. Until then reading goes on, because a fire may
     * come next.
     */
    void unavailable() {
        if (!leaving) {
            leaving = true;
            long pauseMs = ThreadLocalRandom.current().nextLong(500, 1_500);
            wire.after(pauseMs, () -> end(Disconnects.SERVER_BUSY));
        }
    }

    /** Reads no more, and ends when all that was read is answered. */
    void drain() {
        draining = true;
        if (state != State.ENDED) {
            updateReading();
            drained();
        }
    }

    void drained() {
        if (draining && state != State.ENDED && (publishing == null || publishing.settled())) {
            orderly = true;
            end(Disconnects.SERVER_SHUTTING_DOWN);
        }
    }

    /** Ends the connection; a 5.0 client that is connected is told why. */
    void end(int reasonCode) {
        boolean tell = mqtt5 && state == State.OPEN;
        end(tell ? Packets.disconnect(reasonCode) : Unpooled.EMPTY_BUFFER);
    }

    private void end(Object last) {
        if (state == State.ENDED) {
            return;
        }
        finish();
        wire.closeAfter(last);
    }

    private void abort() {
        finish();
        wire.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        finish();
        context.fireChannelInactive();
    }

    private void finish() {
        if (state == State.ENDED) {
            return;
        }
        if (state == State.OPEN && !orderly && client.willIsTelemetry()) {
            parts.metrics().lost();
        }
        state = State.ENDED;
        turn.closed(this);
        early.forEach(ReferenceCountUtil::release);
        early.clear();
        if (client != null) {
            parts.sessions().leave();
        }
        // behind the hand-over of this turn, so that nothing of the session's next connection overtakes it
        turn.later(this::letGo);
    }

    private void letGo() {
        if (client != null) {
            parts.sessions().release(client.session(), this, session, sessionExpiry.toMillis());
        }
        var unused = predecessorGone.whenComplete((none, failure) -> gone.complete(null));
    }
}
