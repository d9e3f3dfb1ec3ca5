package firegate.gateway.mqtt;

import static io.netty.handler.codec.mqtt.MqttConnectReturnCode.CONNECTION_ACCEPTED;
import static io.netty.handler.codec.mqtt.MqttVersion.MQTT_3_1;
import static io.netty.handler.codec.mqtt.MqttVersion.MQTT_3_1_1;
import static io.netty.handler.codec.mqtt.MqttVersion.MQTT_5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firegate.ingest.intake.Delivery;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectTest {

    private static final String ME = "v1/devices/me/telemetry";

    private static Consumer<ConnectBuilder> user(String name, String password) {
        return connect -> {
            if (name != null) {
                connect.username(name);
            }
            if (password != null) {
                connect.password(password.getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    private static int code(MqttConnAckMessage ack) {
        return ack.variableHeader().connectReturnCode().byteValue() & 0xFF;
    }

    private static TestListener withTokens() {
        return TestListener.requiringTokens(
                new FakeDevices(false).device("sd-1", "token-1").device("sd-2", "token-2"));
    }

    @ParameterizedTest
    @CsvSource({
        "sd-1,token-1,sd-1", // device and token
        "token-2,,sd-2" // ThingsBoard's habit
    })
    void aTokenTellsWhichDeviceItIs(String user, String password, String device) {
        try (TestListener listener = withTokens();
                RawClient client = listener.connect()) {
            assertThat(code(client.connect(MQTT_3_1_1, user(user, password)))).isZero();
            client.publish(ME, 1, 1, "{}").receiveId(MqttMessageType.PUBACK);
            assertThat(listener.sink.deliveries()).extracting(Delivery::device).containsExactly(device);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MQTT_3_1_1,sd-1,wrong,5",
        "MQTT_3_1_1,sd-1,token-2,5",
        "MQTT_3_1_1,nobody,,5",
        "MQTT_3_1_1,,,5",
        "MQTT_5,sd-1,wrong,0x86",
        "MQTT_5,nobody,,0x86",
        "MQTT_5,,,0x87"
    })
    void wrongCredentialsAreRefused(MqttVersion version, String user, String password, String code) {
        try (TestListener listener = withTokens();
                RawClient client = listener.connect()) {
            assertThat(code(client.connect(version, user(user, password)))).isEqualTo(Integer.decode(code));
            assertThat(client.ended()).isTrue();
            assertThat(listener.listener.sessions()).isZero();
            String reason = user == null ? "no_credentials" : "bad_credentials";
            assertThat(listener.count("connects.refused", reason)).isEqualTo(1);
        }
    }

    @Test
    void openMeIsTheUserNameOrElseTheClientId() {
        try (TestListener listener = TestListener.open();
                RawClient named = listener.connect();
                RawClient unnamed = listener.connect()) {
            named.connect(MQTT_3_1_1, user("sd-9", "anything"));
            named.publish(ME, 1, 1, "{}").receiveId(MqttMessageType.PUBACK);
            unnamed.connected(MQTT_3_1_1, "client-7").publish(ME, 1, 1, "{}").receiveId(MqttMessageType.PUBACK);
            assertThat(listener.sink.deliveries()).extracting(Delivery::device).containsExactly("sd-9", "client-7");
        }
    }

    @Test
    void openATokenStillNamesItsDevice() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect()) {
            listener.devices.device("sd-1", "token-1");
            client.connect(MQTT_3_1_1, user("token-1", null));
            client.publish(ME, 1, 1, "{}").receiveId(MqttMessageType.PUBACK);
            assertThat(listener.sink.deliveries()).extracting(Delivery::device).containsExactly("sd-1");
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void acceptsEveryVersion(MqttVersion version) {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect()) {
            MqttConnAckMessage ack = client.connect(version, c -> {});
            assertThat(ack.variableHeader().connectReturnCode()).isEqualTo(CONNECTION_ACCEPTED);
            assertThat(ack.variableHeader().isSessionPresent()).isFalse();
            assertThat(listener.listener.sessions()).isEqualTo(1);
        }
    }

    @Test
    void aVersionFromTheFutureIsRefused() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect()) {
            client.send(HexFormat.of().parseHex("100f00044d51545406020000000003616263"));
            assertThat(code((MqttConnAckMessage) client.receive(MqttMessageType.CONNACK)))
                    .isEqualTo(1);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void tellsA5ClientItsLimits() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect()) {
            MqttProperties properties =
                    client.connect(MQTT_5, c -> c.clientId("")).variableHeader().properties();
            assertThat(property(properties, MqttProperties.RECEIVE_MAXIMUM)).isEqualTo(1_000);
            assertThat(property(properties, MqttProperties.MAXIMUM_PACKET_SIZE)).isEqualTo(257 * 1024);
            assertThat(property(properties, MqttProperties.TOPIC_ALIAS_MAXIMUM)).isEqualTo(16);
            assertThat(property(properties, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE))
                    .isEqualTo(0);
            assertThat(property(properties, MqttProperties.ASSIGNED_CLIENT_IDENTIFIER)
                            .toString())
                    .startsWith("firegate-");
        }
    }

    private static Object property(MqttProperties properties, int id) {
        return properties.getProperty(id).value();
    }

    @Test
    void capsTheSessionExpiryAndSaysSo() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect()) {
            MqttProperties wanted = new MqttProperties();
            Properties5.add(wanted, MqttProperties.SESSION_EXPIRY_INTERVAL, -1);
            MqttProperties properties = client.connect(MQTT_5, c -> c.properties(wanted))
                    .variableHeader()
                    .properties();
            assertThat(property(properties, MqttProperties.SESSION_EXPIRY_INTERVAL))
                    .isEqualTo(3_600);
        }
    }

    @Test
    void anEmptyClientIdNeedsACleanSession() {
        try (TestListener listener = TestListener.open();
                RawClient clean = listener.connect();
                RawClient kept = listener.connect()) {
            assertThat(code(clean.connect(MQTT_3_1_1, c -> c.clientId("").cleanSession(true))))
                    .isZero();
            assertThat(code(kept.connect(MQTT_3_1_1, c -> c.clientId("").cleanSession(false))))
                    .isEqualTo(2);
            assertThat(kept.ended()).isTrue();
        }
    }

    @Test
    void aClientIdBeyond256CharactersIsRefused() {
        try (TestListener listener = TestListener.open();
                RawClient three = listener.connect();
                RawClient five = listener.connect()) {
            assertThat(code(three.connect(MQTT_3_1_1, c -> c.clientId("x".repeat(257)))))
                    .isEqualTo(2);
            assertThat(code(five.connect(MQTT_5, c -> c.clientId("x".repeat(257)))))
                    .isEqualTo(0x85);
        }
    }

    @Test
    void enhancedAuthenticationIsRefused() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect()) {
            MqttProperties properties = new MqttProperties();
            Properties5.add(properties, MqttProperties.AUTHENTICATION_METHOD, "SCRAM");
            assertThat(code(client.connect(MQTT_5, c -> c.properties(properties))))
                    .isEqualTo(0x8C);
        }
    }

    @ParameterizedTest
    @CsvSource({"MQTT_3_1_1,3", "MQTT_5,0x97"})
    void moreConnectionsThanAllowedAreRefused(MqttVersion version, String code) {
        try (TestListener listener = TestListener.open(1);
                RawClient first = listener.connect();
                RawClient second = listener.connect();
                RawClient third = listener.connect()) {
            first.connected(MQTT_3_1_1, "a");
            assertThat(code(second.connect(version, c -> c.clientId("b")))).isEqualTo(Integer.decode(code));
            first.leave();
            await().until(() -> listener.listener.sessions() == 0);
            third.connected(MQTT_3_1_1, "c");
        }
    }

    @Test
    void aFullListenerStillTakesAClientThatComesBack() {
        try (TestListener listener = TestListener.open(1);
                RawClient dead = listener.connect().connected(MQTT_5, "a");
                RawClient alive = listener.connect().connected(MQTT_5, "a")) {
            assertThat(dead.receiveDisconnect()).isEqualTo(0x8E);
            alive.nothingButPong();
            assertThat(listener.listener.sessions()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MqttProperties.RECEIVE_MAXIMUM, MqttProperties.MAXIMUM_PACKET_SIZE})
    void aLimitOfZeroIsAProtocolError(int property) {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect()) {
            MqttProperties properties = new MqttProperties();
            Properties5.add(properties, property, 0);
            client.send(RawClient.connectPacket(MQTT_5, c -> c.properties(properties)));
            assertThat(client.ended()).isTrue();
            assertThat(listener.count("protocol.errors")).isEqualTo(1);
        }
    }

    @Test
    void theFirstPacketMustBeAConnect() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect()) {
            client.publish("v1/devices/a/telemetry", 1, 1, "{}");
            assertThat(client.ended()).isTrue();
            assertThat(listener.sink.submissions).isEmpty();
            assertThat(listener.count("protocol.errors")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT_3_1_1", "MQTT_5"})
    void aSecondConnectEndsTheConnection(MqttVersion version) {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(version, "a")) {
            client.send(RawClient.connectPacket(version, c -> {}));
            if (version == MQTT_5) {
                assertThat(client.receiveDisconnect()).isEqualTo(0x82);
            }
            assertThat(client.ended()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100f00044d515454040300000003616263", // reserved flag
                "100f00044d515454040a00000003616263", // will QoS without a will
                "100f00044d515454042200000003616263", // will retain without a will
                "101200044d515454044200000003616263000178", // password without user name
                "101700044d515454041e000000036162630003612f62000178", // will QoS 3
                "100f00044d515454040200000003610063", // client id with U+0000
                "100f00044d515454040200000003" + "61ff63", // client id that is no UTF-8
                "474554202f20485454502f312e310d0a", // an HTTP request
                "16030100a5010000a10303" // a TLS client hello
            })
    void aMalformedConnectIsNotAnswered(String hex) {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect()) {
            client.send(HexFormat.of().parseHex(hex));
            client.shutdownOutput();
            assertThat(client.ended()).isTrue();
            assertThat(listener.listener.sessions()).isZero();
        }
    }

    @Test
    void halfOpenSocketsAreClosed() {
        Bounds impatient = new Bounds(
                257 * 1024,
                1_000,
                1 << 20,
                1 << 26,
                16,
                TestListener.BOUNDS.sessionExpiry(),
                1_000,
                java.time.Duration.ofMillis(500),
                TestListener.BOUNDS.writeTimeout(),
                TestListener.BOUNDS.drainTimeout());
        try (TestListener listener = TestListener.open(impatient);
                RawClient silent = listener.connect();
                RawClient started = listener.connect()) {
            started.send(new byte[] {0x10, 0x0f, 0x00, 0x04});
            assertThat(silent.ended()).isTrue();
            assertThat(started.ended()).isTrue();
            assertThat(listener.count("timeouts")).isEqualTo(2);
        }
    }

    @Test
    void a31ClientConnects() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_3_1, "old")) {
            client.publish(ME, 1, 3, "{}");
            assertThat(client.receiveId(MqttMessageType.PUBACK)).isEqualTo(3);
        }
    }
}
