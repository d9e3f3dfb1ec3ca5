package firegate.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FleetTest {

    private TestBroker broker;
    private Fleet fleet;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker();
        fleet = Fleet.start(options().withInFlight(4).withMaxWaiting(100));
    }

    @AfterEach
    void stop() {
        fleet.close();
        broker.close();
    }

    private FleetOptions options() {
        return new FleetOptions(broker.address(), 2, 20, 1_000, 50, Duration.ofMillis(10), Duration.ofMillis(50));
    }

    private static byte[] body(int number) {
        return String.valueOf(number).getBytes(StandardCharsets.UTF_8);
    }

    private static List<Future<Void>> publish(FleetConnection connection, int messages) {
        return IntStream.range(0, messages)
                .mapToObj(i -> connection.publish("t", body(i)))
                .toList();
    }

    private static void get(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private List<String> bodies() {
        return broker.received.stream().map(TestBroker.Received::body).toList();
    }

    @Test
    void completesWithTheAcknowledgementInTheOrderOfPublishing() throws Exception {
        FleetConnection connection = fleet.connect(DeviceLogin.device("d1", "secret"));
        get(Future.all(publish(connection, 50)));
        assertThat(bodies())
                .isEqualTo(IntStream.range(0, 50).mapToObj(String::valueOf).toList());
        assertThat(broker.received).allSatisfy(message -> {
            assertThat(message.client()).isEqualTo("d1");
            assertThat(message.user()).isEqualTo("d1");
            assertThat(message.qos()).isEqualTo(1);
            assertThat(message.dup()).isFalse();
        });
        assertThat(fleet.figures().sent()).isEqualTo(50);
        assertThat(fleet.figures().acknowledged()).isEqualTo(50);
        assertThat(fleet.figures().maxMicros()).isPositive();
    }

    @Test
    void hasNoMoreInFlightThanItMay() throws Exception {
        broker.acknowledging = false;
        FleetConnection connection = fleet.connect(DeviceLogin.anonymous("d1"));
        List<Future<Void>> all = publish(connection, 10);
        await().until(() -> broker.received.size() == 4);
        get(connection
                .publish("t", body(0), 1)
                .otherwiseEmpty()
                .timeout(200, TimeUnit.MILLISECONDS)
                .otherwiseEmpty());
        assertThat(broker.received).hasSize(4);
        assertThat(all).noneMatch(Future::isComplete);
    }

    @Test
    void sendsAnewWhatWasNotAcknowledgedFlaggedDup() throws Exception {
        broker.acknowledging = false;
        FleetConnection connection = fleet.connect(DeviceLogin.anonymous("d1"));
        List<Future<Void>> all = publish(connection, 6);
        await().until(() -> broker.received.size() == 4);
        broker.acknowledging = true;
        broker.hangUpOnAll();
        get(Future.all(all));
        assertThat(bodies()).containsExactly("0", "1", "2", "3", "0", "1", "2", "3", "4", "5");
        assertThat(broker.received.subList(4, 8)).allMatch(TestBroker.Received::dup);
        assertThat(broker.received.subList(8, 10)).noneMatch(TestBroker.Received::dup);
        FleetFigures figures = fleet.figures();
        assertThat(figures.reconnects()).isEqualTo(1);
        assertThat(figures.redelivered()).isEqualTo(4);
        assertThat(figures.sent()).isEqualTo(6);
        assertThat(figures.acknowledged()).isEqualTo(6);
    }

    @Test
    void comesBackAfterADropAndKeepsWhatWasPublishedMeanwhile() throws Exception {
        FleetConnection connection = fleet.connect(DeviceLogin.anonymous("d1"));
        get(connection.connected());
        connection.drop(Duration.ofMillis(20));
        get(Future.all(publish(connection, 3)));
        await().until(() -> fleet.figures().reconnects() == 1);
        assertThat(bodies()).containsExactly("0", "1", "2");
        assertThat(fleet.figures().lastFailure()).isEmpty();
    }

    @Test
    void triesUntilTheBrokerIsThere() throws Exception {
        broker.answer = MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE;
        FleetConnection connection = fleet.connect(DeviceLogin.anonymous("d1"));
        Future<Void> done = connection.publish("t", body(0));
        await().until(() -> fleet.figures().lastFailure().contains("server_unavailable"));
        broker.answer = MqttConnectReturnCode.CONNECTION_ACCEPTED;
        get(done);
        assertThat(bodies()).containsExactly("0");
    }

    @Test
    void saysThatCredentialsWereRefused() {
        broker.answer = MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED;
        FleetConnection connection = fleet.connect(DeviceLogin.device("d1", "wrong"));
        assertThatThrownBy(() -> get(connection.connected())).hasMessageContaining("not_authorized");
    }

    @Test
    void failsWhatDoesNotFitTheQueue() throws Exception {
        broker.acknowledging = false;
        FleetConnection connection = fleet.connect(DeviceLogin.anonymous("d1"));
        List<Future<Void>> all = new ArrayList<>(publish(connection, 110));
        await().until(() -> all.stream().anyMatch(Future::failed));
        assertThat(all.stream().filter(Future::failed).map(Future::cause))
                .allSatisfy(cause -> assertThat(cause).hasMessageContaining("100 messages wait"));
        assertThat(fleet.figures().failed()).isPositive();
    }

    @Test
    void publishesAtQos0WhenWritten() throws Exception {
        FleetConnection connection = fleet.connect(DeviceLogin.anonymous("d1"));
        get(connection.publish("t", body(7), 0));
        await().until(() -> broker.received.size() == 1);
        assertThat(broker.received.get(0).qos()).isZero();
        assertThat(fleet.figures().acknowledged()).isEqualTo(1);
    }

    @Test
    void whatIsNeverAcknowledgedHasFailedWhenTheFleetEnds() throws Exception {
        broker.acknowledging = false;
        FleetConnection connection = fleet.connect(DeviceLogin.anonymous("d1"));
        List<Future<Void>> all = publish(connection, 6);
        await().until(() -> broker.received.size() == 4);
        fleet.close(Duration.ofMillis(50));
        assertThat(all).allMatch(Future::failed);
        assertThat(fleet.figures().failed()).isEqualTo(6);
        assertThat(fleet.figures().connected()).isZero();
    }

    @Test
    void waitsForAcknowledgementsBeforeItEnds() throws Exception {
        FleetConnection connection = fleet.connect(DeviceLogin.anonymous("d1"));
        List<Future<Void>> all = publish(connection, 90);
        fleet.close(Duration.ofSeconds(20));
        assertThat(all).allMatch(Future::succeeded);
        assertThat(broker.received).hasSize(90);
    }

    @Test
    void carriesAThousandConnections() throws Exception {
        List<Future<Void>> all = IntStream.range(0, 1_000)
                .mapToObj(i -> fleet.connect(DeviceLogin.anonymous("d" + i)).publish("t", body(i)))
                .toList();
        get(Future.all(all));
        assertThat(broker.received.stream().map(TestBroker.Received::client).distinct())
                .hasSize(1_000);
        assertThat(fleet.figures().connected()).isEqualTo(1_000);
    }
}
