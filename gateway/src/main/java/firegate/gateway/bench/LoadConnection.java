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
import java.util.ArrayDeque;
import java.util.Iterator;

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

        void acknowledged(String device, long ts, long latencyNanos, boolean done);

        void ended(LoadConnection connection, String cause);
    }

    private record Sent(long sequence, long ts, long nanos) {}

    private final LoadOptions options;
    private final Listener listener;
    private final int index;
    private final Traffic traffic;
    /** In the order in which they were sent, which is that in which they are acknowledged. */
    private final ArrayDeque<Sent> unacknowledged = new ArrayDeque<>();

    private ChannelHandlerContext ctx;
    private long allowed;
    private long last;
    private long next;

    LoadConnection(LoadOptions options, int index, Listener listener) {
        this.options = options;
        this.listener = listener;
        this.index = index;
        this.traffic = options.traffic();
        this.last = options.messagesEach();
    }

    boolean done() {
        return next >= last && unacknowledged.isEmpty();
    }

    /** Lets messages out up to this number. */
    void allow(long messages) {
        allowed = Math.min(messages, last);
        fill();
    }

    /** Sends nothing new. @return whether nothing is outstanding, either */
    boolean enough() {
        last = next;
        allowed = next;
        return unacknowledged.isEmpty();
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
            Sent sent = new Sent(next, traffic.time(index, next), System.nanoTime());
            encode(out, sent, PUBLISH_QOS1);
            unacknowledged.add(sent);
            next++;
        }
        if (out != null) {
            ctx.writeAndFlush(out, ctx.voidPromise());
        }
    }

    private void resend() {
        ByteBuf out = ctx.alloc().buffer();
        unacknowledged.forEach(sent -> encode(out, sent, PUBLISH_QOS1 | DUP));
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    private void encode(ByteBuf out, Sent sent, int firstByte) {
        byte[] topic = traffic.topic(index, sent.sequence());
        byte[] head = ("{\"ts\":" + sent.ts()).getBytes(StandardCharsets.US_ASCII);
        byte[] tail = traffic.rest(index, sent.sequence());
        int remaining = 2 + topic.length + 2 + head.length + tail.length;
        out.writeByte(firstByte);
        int rest = remaining;
        do {
            int digit = rest & 0x7F;
            rest >>>= 7;
            out.writeByte(rest > 0 ? digit | 0x80 : digit);
        } while (rest > 0);
        out.writeShort(topic.length).writeBytes(topic);
        out.writeShort(packetId(sent.sequence())).writeBytes(head).writeBytes(tail);
    }

    private static int packetId(long sequence) {
        return (int) (sequence % PACKET_IDS) + 1;
    }

    private void acknowledged(int packetId) {
        Iterator<Sent> oldestFirst = unacknowledged.iterator();
        while (oldestFirst.hasNext()) {
            Sent sent = oldestFirst.next();
            if (packetId(sent.sequence()) == packetId) {
                oldestFirst.remove();
                String device = traffic.device(index, sent.sequence());
                listener.acknowledged(device, sent.ts(), System.nanoTime() - sent.nanos(), done());
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
                    .clientId(traffic.client(index))
                    .cleanSession(false)
                    .keepAlive(KEEP_ALIVE_SECONDS);
            options.password()
                    .ifPresent(password -> connect.username(traffic.client(index))
                            .password(password.getBytes(StandardCharsets.UTF_8)));
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
