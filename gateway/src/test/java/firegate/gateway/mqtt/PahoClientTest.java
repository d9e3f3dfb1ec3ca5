package firegate.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firegate.ingest.intake.Delivery;
import firegate.ingest.intake.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the client that most Java devices have. */
class PahoClientTest {

    private static final String TOPIC = "v1/devices/paho/telemetry";

    private static MqttAsyncClient connect(TestListener listener) throws MqttException {
        MqttAsyncClient client =
                new MqttAsyncClient("tcp://127.0.0.1:" + listener.port, "paho", new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(600L);
        options.setAutomaticReconnect(true);
        options.setAutomaticReconnectDelay(1, 1);
        client.connect(options).waitForCompletion(10_000);
        return client;
    }

    private static IMqttToken publish(MqttAsyncClient client, int qos, String body) throws MqttException {
        return client.publish(TOPIC, body.getBytes(StandardCharsets.UTF_8), qos, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void publishesWithEveryQuality(int qos) throws MqttException {
        try (TestListener listener = TestListener.open()) {
            MqttAsyncClient client = connect(listener);
            for (int i = 0; i < 200; i++) {
                publish(client, qos, "{\"n\":" + i + "}").waitForCompletion(10_000);
            }
            await().until(() -> listener.sink.deliveries().size() == 200);
            assertThat(listener.sink.bodies())
                    .startsWith("{\"n\":0}", "{\"n\":1}")
                    .endsWith("{\"n\":199}");
            client.disconnect().waitForCompletion(10_000);
            client.close();
        }
    }

    @Test
    void sendsAgainWhatCouldNotBeKept() throws MqttException {
        try (TestListener listener = TestListener.open()) {
            AtomicBoolean full = new AtomicBoolean(true);
            listener.sink.answer(delivery -> full.get() ? new Outcome.Unavailable("disk full") : Outcome.DURABLE);
            MqttAsyncClient client = connect(listener);
            publish(client, 1, "{\"fire\":true}");
            await().until(() -> listener.sink.deliveries().size() >= 2);
            assertThat(client.getPendingTokens()).isNotEmpty();
            full.set(false);
            await().until(() -> client.isConnected() && client.getPendingTokens().length == 0);
            assertThat(listener.sink.deliveries())
                    .extracting(Delivery::redelivery)
                    .startsWith(false, true);
            assertThat(listener.sink.bodies()).containsOnly("{\"fire\":true}");
            client.disconnect().waitForCompletion(10_000);
            client.close();
        }
    }

    @Test
    void learnsThatItsPayloadIsInvalid() throws MqttException {
        try (TestListener listener = TestListener.open()) {
            listener.sink.answer(delivery -> new Outcome.Quarantined("malformed", "no JSON"));
            MqttAsyncClient client = connect(listener);
            IMqttToken token = publish(client, 1, "rubbish");
            await().until(token::isComplete);
            assertThat(token.getReasonCodes()).containsExactly(0x99);
            assertThat(token.getResponseProperties().getReasonString()).isEqualTo("malformed: no JSON");
            assertThat(client.isConnected()).isTrue();
            client.disconnect().waitForCompletion(10_000);
            client.close();
        }
    }
}
