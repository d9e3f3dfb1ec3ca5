package firegate.gateway.mqtt;

import static io.netty.handler.codec.mqtt.MqttMessageType.PUBACK;
import static io.netty.handler.codec.mqtt.MqttVersion.MQTT_3_1_1;
import static io.netty.handler.codec.mqtt.MqttVersion.MQTT_5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import firegate.ingest.intake.Outcome;
import io.vertx.core.Future;
import io.vertx.core.net.NetServer;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How reading pauses, how connections time out, and how the listener stops. */
class LifeTest {

    private static final String TOPIC = "v1/devices/sd-17/telemetry";

    private static Bounds bounds(int receiveMaximum, int connectionBytes, long loopBytes, Duration writeTimeout) {
        return new Bounds(
                257 * 1024,
                receiveMaximum,
                connectionBytes,
                loopBytes,
                16,
                Duration.ofHours(1),
                1_000,
                Duration.ofSeconds(10),
                writeTimeout,
                Duration.ofSeconds(5));
    }

    @Test
    void aSilentClientIsClosedAfterOneAndAHalfKeepAlives() {
        try (TestListener listener = TestListener.open();
                RawClient five = listener.connect();
                RawClient three = listener.connect();
                RawClient forever = listener.connect()) {
            five.connect(MQTT_5, c -> c.clientId("five").keepAlive(1));
            three.connect(MQTT_3_1_1, c -> c.clientId("three").keepAlive(1));
            forever.connect(MQTT_3_1_1, c -> c.clientId("forever").keepAlive(0));
            assertThat(five.receiveDisconnect()).isEqualTo(0x8D);
            assertThat(three.ended()).isTrue();
            forever.nothingButPong();
            assertThat(listener.count("timeouts")).isEqualTo(2);
        }
    }

    @Test
    void a3ClientIsReadNoFurtherThanItsBound() {
        try (TestListener listener = TestListener.open(bounds(10, 1 << 20, 1 << 26, Duration.ofSeconds(30)));
                RawClient client = listener.connect().connected(MQTT_3_1_1, "greedy");
                RawClient other = listener.connect().connected(MQTT_3_1_1, "other")) {
            listener.sink.byHand();
            Thread sender = new Thread(() -> {
                for (int id = 1; id <= 30_000; id++) {
                    client.publish(TOPIC, 1, id, "x".repeat(1_000));
                }
            });
            sender.start();
            await().until(() -> listener.sink.submissions.size() >= 1);
            other.publish("v1/devices/other/telemetry", 1, 1, "{\"other\":1}");
            await().until(() -> listener.sink.bodies().contains("{\"other\":1}"));
            // one read of the socket may hold more than the bound, and then no more is read
            assertThat(listener.sink.deliveries()).hasSizeLessThan(1_000);
            listener.sink.answerAll(Outcome.DURABLE);
            for (int id = 1; id <= 30_000; id++) {
                assertThat(client.receiveId(PUBACK)).isEqualTo(id);
            }
        }
    }

    @Test
    void nothingIsReadWhileTheIntakeIsCongested() {
        AtomicBoolean congested = new AtomicBoolean();
        List<Runnable> reliefs = new CopyOnWriteArrayList<>();
        Pressure pressure = new Pressure() {
            @Override
            public boolean congested() {
                return congested.get();
            }

            @Override
            public void onRelief(Runnable listener) {
                reliefs.add(listener);
            }
        };
        try (TestListener listener = TestListener.open(pressure);
                RawClient client = listener.connect().connected(MQTT_3_1_1, "c")) {
            client.publish(TOPIC, 1, 1, "{}").receiveId(PUBACK);
            congested.set(true);
            client.publish(TOPIC, 1, 2, "{}").receiveId(PUBACK);
            assertThat(listener.count("pauses")).isEqualTo(1);
            client.publish(TOPIC, 1, 3, "{}");
            try (RawClient newcomer = listener.connect().connected(MQTT_3_1_1, "newcomer")) {
                newcomer.leave();
            }
            assertThat(listener.sink.deliveries()).hasSize(2);
            congested.set(false);
            reliefs.forEach(Runnable::run);
            assertThat(client.receiveId(PUBACK)).isEqualTo(3);
        }
    }

    @Test
    void allConnectionsPauseWhenTogetherTheyHoldTooMuch() {
        try (TestListener listener = TestListener.open(bounds(1_000, 1 << 20, 20_000, Duration.ofSeconds(30)));
                RawClient a = listener.connect().connected(MQTT_3_1_1, "a");
                RawClient b = listener.connect().connected(MQTT_3_1_1, "b");
                RawClient c = listener.connect().connected(MQTT_3_1_1, "c")) {
            listener.sink.byHand();
            for (RawClient client : List.of(a, b, c)) {
                client.publish(TOPIC, 1, 1, "x".repeat(15_000));
            }
            await().until(() -> listener.count("pauses") == 1);
            listener.sink.answerAll(Outcome.DURABLE);
            for (RawClient client : List.of(a, b, c)) {
                assertThat(client.receiveId(PUBACK)).isEqualTo(1);
            }
        }
    }

    @Test
    void aClientThatTakesNoAnswersIsClosed() {
        try (TestListener listener = TestListener.open(bounds(1_000, 1 << 20, 1 << 26, Duration.ofSeconds(1)));
                RawClient client = new RawClient(listener.port, 4_096).connected(MQTT_3_1_1, "deaf")) {
            byte[] packet = client.encode(RawClient.publishPacket(TOPIC, 1, 1, "{}"));
            byte[] many = new byte[packet.length * 10_000];
            for (int i = 0; i < 10_000; i++) {
                System.arraycopy(packet, 0, many, i * packet.length, packet.length);
            }
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            client.send(many);
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class);
            await().until(() -> listener.count("slow.readers") == 1);
        }
    }

    @Test
    void stoppingAnswersWhatWasReadAndTellsTheClients() {
        try (TestListener listener = TestListener.open();
                RawClient busy = listener.connect().connected(MQTT_5, "busy");
                RawClient idle = listener.connect().connected(MQTT_3_1_1, "idle")) {
            listener.sink.byHand();
            busy.publish(TOPIC, 1, 1, "{}");
            await().until(() -> listener.sink.submissions.size() == 1);
            Future<Void> stopped = listener.listener.stop();
            assertThat(idle.ended()).isTrue();
            assertThat(stopped.isComplete()).isFalse();
            listener.sink.submissions.get(0).complete(Outcome.DURABLE);
            assertThat(busy.receiveId(PUBACK)).isEqualTo(1);
            assertThat(busy.receiveDisconnect()).isEqualTo(0x8B);
            busy.leave();
            idle.leave();
            TestListener.await(stopped);
            assertThatThrownBy(listener::connect).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void stoppingDoesNotWaitForEver() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_3_1_1, "stuck")) {
            listener.sink.byHand();
            client.publish(TOPIC, 1, 1, "{}");
            await().until(() -> listener.sink.submissions.size() == 1);
            TestListener.await(listener.listener.stop());
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void aRevokedDeviceIsDisconnected() {
        FakeDevices devices = new FakeDevices(false).device("sd-1", "t1").device("sd-2", "t2");
        try (TestListener listener = TestListener.requiringTokens(devices);
                RawClient a = listener.connect();
                RawClient b = listener.connect();
                RawClient other = listener.connect()) {
            a.connect(MQTT_5, c -> c.clientId("a").username("t1"));
            b.connect(MQTT_3_1_1, c -> c.clientId("b").username("t1"));
            other.connect(MQTT_3_1_1, c -> c.clientId("c").username("t2"));
            listener.listener.disconnect("sd-1", "token replaced");
            assertThat(a.receiveDisconnect()).isEqualTo(0x98);
            assertThat(b.ended()).isTrue();
            other.nothingButPong();
        }
    }

    @Test
    void aTakenPortIsSaid() {
        try (TestListener listener = TestListener.open()) {
            NetServer server = TestListener.await(listener.vertx
                    .createNetServer()
                    .connectHandler(socket -> {})
                    .listen(0, "127.0.0.1"));
            Future<Integer> second = listener.another(server.actualPort());
            assertThatThrownBy(() -> TestListener.await(second)).hasRootCauseInstanceOf(BindException.class);
        }
    }
}
