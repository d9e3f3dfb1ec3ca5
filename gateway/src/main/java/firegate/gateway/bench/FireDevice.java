package firegate.gateway.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A smoke detector on a connection of its own that reports one fire. Blocks its caller. */
final class FireDevice implements AutoCloseable {

    private static final int ANSWER_BYTES = 4;
    private static final int ANSWER_MS = 30_000;

    private final Socket socket;
    private final byte[] fire;

    FireDevice(int port, String device) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(ANSWER_MS);
        fire = bytes(MqttMessageBuilders.publish()
                .topicName("v1/devices/" + device + "/telemetry")
                .qos(MqttQoS.AT_LEAST_ONCE)
                .messageId(1)
                .payload(Unpooled.copiedBuffer("{\"fire\":true}", StandardCharsets.US_ASCII))
                .build());
        exchange(bytes(MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_3_1_1)
                .clientId(device)
                .cleanSession(true)
                .keepAlive(0)
                .build()));
    }

    private static byte[] bytes(MqttMessage packet) {
        EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
        encoder.writeOutbound(packet);
        ByteBuf encoded = encoder.readOutbound();
        byte[] bytes = new byte[encoded.readableBytes()];
        encoded.readBytes(bytes);
        encoded.release();
        encoder.finishAndReleaseAll();
        return bytes;
    }

    private void exchange(byte[] packet) throws IOException {
        socket.getOutputStream().write(packet);
        if (socket.getInputStream().readNBytes(ANSWER_BYTES).length < ANSWER_BYTES) {
            throw new IOException("firegate closed the connection");
        }
    }

    /** Publishes the fire; returns when it is acknowledged. */
    void burn() throws IOException {
        exchange(fire);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
