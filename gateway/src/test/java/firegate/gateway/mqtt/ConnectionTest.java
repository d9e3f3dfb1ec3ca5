package firegate.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.intake.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection whose turns of the event loop the test makes itself. */
class ConnectionTest {

    private static final String TOPIC = "v1/devices/sd-17/telemetry";
    private static final Bounds BOUNDS = new Bounds(
            257 * 1024,
            3,
            1_000,
            1L << 30,
            16,
            Duration.ofHours(1),
            100,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5));

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final RecordingSink sink = new RecordingSink().byHand();
    private final Sessions sessions = new Sessions(100, 100, InstantSource.system());
    private final ListenerMetrics metrics = new ListenerMetrics(new SimpleMeterRegistry(), sessions);
    private final LoopTurn turn = new LoopTurn(tasks::add, sink, Pressure.NONE, BOUNDS, metrics);
    private final ListenerParts parts = new ListenerParts(
            new FakeDevices(true),
            sessions,
            BOUNDS,
            InstantSource.system(),
            metrics,
            new RefusalLog(InstantSource.system()));
    private final EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
    private final EmbeddedChannel channel = channel(new Connection(turn, parts, "peer", System.nanoTime()));

    private static EmbeddedChannel channel(Connection connection) {
        return new EmbeddedChannel(
                MqttEncoder.INSTANCE, connection.framer(), new MqttDecoder(BOUNDS.packetBytes()), connection);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        encoder.finishAndReleaseAll();
    }

    private void read(MqttMessage packet) {
        encoder.writeOutbound(packet);
        channel.writeInbound(encoder.<ByteBuf>readOutbound());
    }

    private String written() {
        ByteBuf bytes = channel.readOutbound();
        if (bytes == null) {
            return null;
        }
        try {
            return ByteBufUtil.hexDump(bytes);
        } finally {
            bytes.release();
        }
    }

    private void connect() {
        read(RawClient.connectPacket(MqttVersion.MQTT_3_1_1, c -> c.clientId("c1")));
        assertThat(written()).isEqualTo("20020000");
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.poll().run();
        }
    }

    @Test
    void readsNoFurtherThanTheBoundAndOnWhenAnswersHaveLeft() {
        connect();
        for (int id = 1; id <= 3; id++) {
            assertThat(channel.config().isAutoRead()).isTrue();
            read(RawClient.publishPacket(TOPIC, 1, id, "{}"));
        }
        assertThat(channel.config().isAutoRead()).isFalse();
        runTasks();
        assertThat(channel.config().isAutoRead()).isFalse();
        sink.answerAll(Outcome.DURABLE);
        runTasks();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void readsNoFurtherThanTheBoundOfBytes() {
        connect();
        read(RawClient.publishPacket(TOPIC, 0, 0, "x".repeat(999)));
        assertThat(channel.config().isAutoRead()).isTrue();
        read(RawClient.publishPacket(TOPIC, 0, 0, "x"));
        assertThat(channel.config().isAutoRead()).isFalse();
    }

    @Test
    void writesTheAnswersOfABatchAsOne() {
        connect();
        read(RawClient.publishPacket(TOPIC, 1, 1, "{}"));
        read(RawClient.publishPacket(TOPIC, 2, 2, "{}"));
        read(RawClient.publishPacket(TOPIC, 1, 3, "{}"));
        runTasks();
        assertThat(sink.submissions).hasSize(1);
        assertThat(written()).isNull();
        sink.answerAll(Outcome.DURABLE);
        assertThat(written()).as("nothing is written outside the event loop").isNull();
        runTasks();
        assertThat(written()).isEqualTo("40020001" + "50020002" + "40020003");
        assertThat(written()).isNull();
    }

    @Test
    void theSessionGoesOnOnlyAfterWhatWasReadIsHandedOver() {
        connect();
        Connection newcomer = new Connection(turn, parts, "peer", System.nanoTime());
        CompletableFuture<Void> free = sessions.claim(new SessionKey(null, "c1"), newcomer);
        read(RawClient.publishPacket(TOPIC, 1, 1, "{}"));
        while (!free.isDone()) {
            tasks.remove().run();
        }
        assertThat(sink.deliveries()).hasSize(1);
        assertThat(sessions.connected()).isZero();
    }

    @Test
    void aPublishThatComesWhileTheSessionIsTakenOverWaitsForIt() {
        connect();
        EmbeddedChannel second = channel(new Connection(turn, parts, "peer", System.nanoTime()));
        encoder.writeOutbound(RawClient.connectPacket(MqttVersion.MQTT_3_1_1, c -> c.clientId("c1")));
        encoder.writeOutbound(RawClient.publishPacket(TOPIC, 1, 1, "{}"));
        second.writeInbound(encoder.<ByteBuf>readOutbound());
        second.writeInbound(encoder.<ByteBuf>readOutbound());
        assertThat(second.config().isAutoRead()).isFalse();
        assertThat(second.<ByteBuf>readOutbound()).isNull();
        runTasks();
        assertThat(sink.bodies()).containsExactly("{}");
        ByteBuf ack = second.readOutbound();
        assertThat(ByteBufUtil.hexDump(ack))
                .isEqualTo("200200" + "0" + MqttConnectReturnCode.CONNECTION_ACCEPTED.byteValue());
        ack.release();
        assertThat(second.config().isAutoRead()).isTrue();
        second.finishAndReleaseAll();
    }

    @Test
    void aKeepAliveOfAConnectionThatIsNotReadDoesNotRunOut() {
        read(RawClient.connectPacket(
                MqttVersion.MQTT_3_1_1, c -> c.clientId("c1").keepAlive(10)));
        assertThat(written()).isNotNull();
        long start = System.nanoTime();
        for (int id = 1; id <= 3; id++) {
            read(RawClient.publishPacket(TOPIC, 1, id, "{}"));
        }
        turn.sweep(start);
        turn.sweep(start + Duration.ofSeconds(100).toNanos());
        assertThat(channel.isActive()).isTrue();
        runTasks();
        sink.answerAll(Outcome.DURABLE);
        runTasks();
        turn.sweep(start + Duration.ofSeconds(101).toNanos());
        turn.sweep(start + Duration.ofSeconds(115).toNanos());
        assertThat(channel.isActive()).isTrue();
        turn.sweep(start + Duration.ofSeconds(117).toNanos());
        assertThat(sessions.connected()).isZero();
    }
}
