package firegate.gateway.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** One device of the load: MQTT 3.1.1, QoS 1, the session kept over reconnects. Runs on its event loop only. */
// a write that fails ends the channel, which is watched
@SuppressWarnings("FutureReturnValueIgnored")
final class LoadConnection {

    private static final int PACKET_IDS = 65_535;
    private static final int DUP = 0x08;
    private static final int PUBLISH_QOS1 = 0x32;
    private static final int KEEP_ALIVE_SECONDS = 120;

    /** What the load wants to know of its connections. */
    interface Listener {
        void connected(LoadConnection connection);

        void acknowledged(LoadConnection connection, long sequence, long latencyNanos);

        void ended(LoadConnection connection, String cause);
    }

    private record Sent(long sequence, long nanos) {}

    private final LoadOptions options;
    private final Listener listener;
    private final String device;
    private final byte[] topic;
    private final byte[] tail;
    private final TreeMap<Long, Sent> unacknowledged = new TreeMap<>();

    private ChannelHandlerContext ctx;
    private long allowed;
    private long next;

    LoadConnection(LoadOptions options, int index, Listener listener) {
        this.options = options;
        this.listener = listener;
        this.device = options.device(index);
        this.topic = options.topicOf(index);
        this.tail = (",\"values\":" + options.values() + "}").getBytes(StandardCharsets.UTF_8);
    }

    String device() {
        return device;
    }

    boolean done() {
        return next >= options.messagesEach() && unacknowledged.isEmpty();
    }

    /** Lets messages out up to this number. */
    void allow(long messages) {
        allowed = Math.min(messages, options.messagesEach());
        fill();
    }

    void close() {
        if (ctx != null) {
            ctx.writeAndFlush(MqttMessage.DISCONNECT);
            ctx.close();
        }
    }

    /** The connection could not even be opened. */
    void unreachable(String cause) {
        listener.ended(this, cause);
    }

    /** A channel handler for one more connection of this device. */
    ChannelInboundHandlerAdapter handler() {
        return new Handler();
    }

    private void fill() {
        if (ctx == null) {
            return;
        }
        ByteBuf out = null;
        while (next < allowed && unacknowledged.size() < options.inFlight()) {
            out = out == null ? ctx.alloc().buffer() : out;
            encode(out, next, PUBLISH_QOS1);
            unacknowledged.put(next, new Sent(next, System.nanoTime()));
            next++;
        }
        if (out != null) {
            ctx.writeAndFlush(out, ctx.voidPromise());
        }
    }

    private void resend() {
        ByteBuf out = ctx.alloc().buffer();
        unacknowledged.keySet().forEach(sequence -> encode(out, sequence, PUBLISH_QOS1 | DUP));
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    private void encode(ByteBuf out, long sequence, int firstByte) {
        byte[] head = ("{\"ts\":" + (options.firstTs() + sequence)).getBytes(StandardCharsets.US_ASCII);
        int remaining = 2 + topic.length + 2 + head.length + tail.length;
        out.writeByte(firstByte);
        int rest = remaining;
        do {
            int digit = rest & 0x7F;
            rest >>>= 7;
            out.writeByte(rest > 0 ? digit | 0x80 : digit);
        } while (rest > 0);
        out.writeShort(topic.length).writeBytes(topic);
        out.writeShort(packetId(sequence)).writeBytes(head).writeBytes(tail);
    }

    private static int packetId(long sequence) {
        return (int) (sequence % PACKET_IDS) + 1;
    }

    private void acknowledged(int packetId) {
        for (Sent sent : unacknowledged.values()) {
            if (packetId(sent.sequence()) == packetId) {
                unacknowledged.remove(sent.sequence());
                listener.acknowledged(this, sent.sequence(), System.nanoTime() - sent.nanos());
                return;
            }
        }
    }

    private final class Handler extends ChannelInboundHandlerAdapter {

        private String cause = "closed by the server";

        @Override
        public void channelActive(ChannelHandlerContext context) {
            MqttMessageBuilders.ConnectBuilder connect = MqttMessageBuilders.connect()
                    .protocolVersion(MqttVersion.MQTT_3_1_1)
                    .clientId(device)
                    .cleanSession(false)
                    .keepAlive(KEEP_ALIVE_SECONDS);
            options.password()
                    .ifPresent(
                            password -> connect.username(device).password(password.getBytes(StandardCharsets.UTF_8)));
            context.writeAndFlush(connect.build());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            MqttMessage packet = (MqttMessage) message;
            if (packet instanceof MqttConnAckMessage ack) {
                MqttConnectReturnCode code = ack.variableHeader().connectReturnCode();
                if (code == MqttConnectReturnCode.CONNECTION_ACCEPTED) {
                    ctx = context;
                    listener.connected(LoadConnection.this);
                    resend();
                } else {
                    cause = "refused: " + code;
                    context.close();
                }
            } else if (packet.fixedHeader().messageType() == MqttMessageType.PUBACK) {
                acknowledged(((MqttMessageIdVariableHeader) packet.variableHeader()).messageId());
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            fill();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ctx = null;
            listener.ended(LoadConnection.this, cause);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            cause = String.valueOf(failure);
            context.close();
        }
    }
}
