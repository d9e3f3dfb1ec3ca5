package firegate.gateway.mqtt;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * Puts a connection into the Netty pipeline of a Vert.x socket. The only place that knows Vert.x internals: from here on
 * packets never reach the socket's own handler, which stays behind to close with its server.
 */
final class MqttPipeline {

    /** Name of the handler that Vert.x puts last. */
    private static final String VERTX_HANDLER = "handler";

    private MqttPipeline() {}

    static void install(NetSocket socket, Connection connection, Bounds bounds) {
        ChannelPipeline pipeline =
                ((NetSocketInternal) socket).channelHandlerContext().pipeline();
        pipeline.addBefore(VERTX_HANDLER, "mqttEncoder", MqttEncoder.INSTANCE);
        pipeline.addBefore(VERTX_HANDLER, "mqttFramer", connection.framer());
        pipeline.addBefore(
                VERTX_HANDLER, "mqttDecoder", new MqttDecoder(bounds.packetBytes(), Admission.LONGEST_CLIENT_ID));
        pipeline.addBefore(VERTX_HANDLER, "mqttConnection", connection);
        socket.shutdownHandler(unused -> connection.drain());
    }
}
