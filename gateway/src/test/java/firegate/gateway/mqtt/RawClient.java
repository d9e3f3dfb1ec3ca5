package firegate.gateway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A client that sends exactly the bytes that a test wants, over a real socket. */
final class RawClient implements AutoCloseable {

    private static final int PATIENCE_MS = 10_000;

    final Socket socket;
    private final EmbeddedChannel codec = new EmbeddedChannel(new MqttDecoder(1 << 20, 1_000), MqttEncoder.INSTANCE);

    RawClient(int port) {
        this(port, 0);
    }

    /** @param receiveBuffer bytes that the system keeps for this client, 0 for its default */
    RawClient(int port, int receiveBuffer) {
        try {
            socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static MqttConnectMessage connectPacket(MqttVersion version, Consumer<MqttMessageBuilders.ConnectBuilder> more) {
        MqttMessageBuilders.ConnectBuilder builder = MqttMessageBuilders.connect()
                .protocolVersion(version)
                .clientId("c1")
                .cleanSession(true)
                .keepAlive(60);
        more.accept(builder);
        return builder.build();
    }

    MqttConnAckMessage connect(MqttVersion version, Consumer<MqttMessageBuilders.ConnectBuilder> more) {
        send(connectPacket(version, more));
        return (MqttConnAckMessage) receive(MqttMessageType.CONNACK);
    }

    RawClient connected(MqttVersion version, String clientId) {
        MqttConnAckMessage ack = connect(version, c -> c.clientId(clientId));
        if (ack.variableHeader().connectReturnCode() != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            throw new AssertionError(ack);
        }
        return this;
    }

    static MqttPublishMessage publishPacket(String topic, int qos, int packetId, String body) {
        return publishPacket(topic, qos, packetId, body.getBytes(StandardCharsets.UTF_8), false);
    }

    static MqttPublishMessage publishPacket(String topic, int qos, int packetId, byte[] body, boolean dup) {
        return publishPacket(topic, qos, packetId, body, dup, MqttProperties.NO_PROPERTIES);
    }

    static MqttPublishMessage publishPacket(
            String topic, int qos, int packetId, byte[] body, boolean dup, MqttProperties properties) {
        return new MqttPublishMessage(
                new MqttFixedHeader(MqttMessageType.PUBLISH, dup, MqttQoS.valueOf(qos), false, 0),
                new MqttPublishVariableHeader(topic, packetId, properties),
                Unpooled.wrappedBuffer(body));
    }

    RawClient publish(String topic, int qos, int packetId, String body) {
        return send(publishPacket(topic, qos, packetId, body));
    }

    RawClient pubRel(int packetId) {
        return send(new MqttMessage(
                new MqttFixedHeader(MqttMessageType.PUBREL, false, MqttQoS.AT_LEAST_ONCE, false, 0),
                MqttMessageIdVariableHeader.from(packetId)));
    }

    RawClient send(MqttMessage packet) {
        return send(encode(packet));
    }

    byte[] encode(MqttMessage packet) {
        codec.writeOutbound(packet);
        ByteBuf bytes = codec.readOutbound();
        byte[] encoded = ByteBufUtil.getBytes(bytes);
        bytes.release();
        return encoded;
    }

    RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The next packet. */
    MqttMessage receive() {
        MqttMessage packet = receiveOrEnd();
        if (packet == null) {
            throw new AssertionError("the listener closed the connection");
        }
        return packet;
    }

    MqttMessage receive(MqttMessageType type) {
        MqttMessage packet = receive();
        if (packet.decoderResult().isFailure() || packet.fixedHeader().messageType() != type) {
            throw new AssertionError("instead of " + type + ": " + packet);
        }
        return packet;
    }

    /** The packet id of the answer that comes next. */
    int receiveId(MqttMessageType type) {
        return ((MqttMessageIdVariableHeader) receive(type).variableHeader()).messageId();
    }

    MqttPubReplyMessageVariableHeader receiveReply(MqttMessageType type) {
        return (MqttPubReplyMessageVariableHeader) receive(type).variableHeader();
    }

    int receiveDisconnect() {
        return ((MqttReasonCodeAndPropertiesVariableHeader)
                                receive(MqttMessageType.DISCONNECT).variableHeader())
                        .reasonCode()
                & 0xFF;
    }

    /** Whether the listener ended the connection without another packet. */
    boolean ended() {
        MqttMessage packet = receiveOrEnd();
        if (packet != null) {
            throw new AssertionError("instead of the end: " + packet);
        }
        return true;
    }

    /** Nothing that was sent before this is answered: the answer to a PINGREQ comes first. */
    void nothingButPong() {
        send(new MqttMessage(new MqttFixedHeader(MqttMessageType.PINGREQ, false, MqttQoS.AT_MOST_ONCE, false, 0)));
        receive(MqttMessageType.PINGRESP);
    }

    /** Asks for a pong and takes, before it, packets of one type only. */
    int before(MqttMessageType type) {
        send(new MqttMessage(new MqttFixedHeader(MqttMessageType.PINGREQ, false, MqttQoS.AT_MOST_ONCE, false, 0)));
        int count = 0;
        while (true) {
            MqttMessageType received = receive().fixedHeader().messageType();
            if (received == MqttMessageType.PINGRESP) {
                return count;
            }
            if (received != type) {
                throw new AssertionError("instead of " + type + ": " + received);
            }
            count++;
        }
    }

    /** Null at the end of the stream. */
    MqttMessage receiveOrEnd() {
        byte[] buffer = new byte[8_192];
        try {
            InputStream in = socket.getInputStream();
            while (true) {
                MqttMessage packet = codec.readInbound();
                if (packet != null) {
                    return packet;
                }
                int count = in.read(buffer);
                if (count < 0) {
                    return null;
                }
                codec.writeInbound(Unpooled.copiedBuffer(buffer, 0, count));
            }
        } catch (SocketTimeoutException late) {
            throw new AssertionError("nothing came within " + PATIENCE_MS + " ms", late);
        } catch (IOException reset) {
            return null;
        }
    }

    void shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Closes the socket without a DISCONNECT. */
    void leave() {
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
