package firegate.gateway.fleet;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** An MQTT server that acknowledges when the test says so. */
public final class TestBroker implements AutoCloseable {

    public record Received(String client, String user, String topic, String body, int qos, boolean dup) {}

    public final List<Received> received = new CopyOnWriteArrayList<>();
    final List<MqttEndpoint> endpoints = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    public final int port;
    public volatile boolean acknowledging = true;
    public volatile MqttConnectReturnCode answer = MqttConnectReturnCode.CONNECTION_ACCEPTED;

    public TestBroker() throws Exception {
        port = MqttServer.create(
                        vertx, new MqttServerOptions().setHost("127.0.0.1").setPort(0))
                .endpointHandler(this::accept)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .actualPort();
    }

    BrokerAddress address() {
        return new BrokerAddress("127.0.0.1", port, false);
    }

    void hangUpOnAll() {
        List<MqttEndpoint> all = List.copyOf(endpoints);
        endpoints.clear();
        all.forEach(MqttEndpoint::close);
    }

    private void accept(MqttEndpoint endpoint) {
        if (answer != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            endpoint.reject(answer);
            return;
        }
        String user = endpoint.auth() == null ? null : endpoint.auth().getUsername();
        endpoint.publishHandler(message -> {
            received.add(new Received(
                    endpoint.clientIdentifier(),
                    user,
                    message.topicName(),
                    message.payload().toString(StandardCharsets.UTF_8),
                    message.qosLevel().value(),
                    message.isDup()));
            if (acknowledging && message.qosLevel().value() == 1) {
                endpoint.publishAcknowledge(message.messageId());
            }
        });
        endpoint.accept(false);
        endpoints.add(endpoint);
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
