package firegate.gateway.mqtt;

import static io.netty.handler.codec.mqtt.MqttMessageType.PUBACK;
import static io.netty.handler.codec.mqtt.MqttVersion.MQTT_3_1_1;
import static io.netty.handler.codec.mqtt.MqttVersion.MQTT_5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every packet that a device sends: in pieces, glued together, cut short, damaged, after rubbish. */
class FramesTest {

    private static final String TOPIC = "v1/devices/sd-17/telemetry";

    /** @param answer null when the packet has none */
    private record Exchange(byte[] packet, MqttMessageType answer) {}

    private static List<Exchange> conversation(RawClient client, MqttVersion version) {
        List<Exchange> packets = new ArrayList<>();
        MqttProperties will = new MqttProperties();
        packets.add(new Exchange(
                client.encode(RawClient.connectPacket(
                        version,
                        connect -> connect.clientId("frames")
                                .username("sd-17")
                                .password(new byte[] {1, 2, 3})
                                .willFlag(true)
                                .willTopic(TOPIC)
                                .willMessage(new byte[] {4})
                                .willProperties(will))),
                MqttMessageType.CONNACK));
        packets.add(new Exchange(
                client.encode(MqttMessageBuilders.subscribe()
                        .messageId(1)
                        .addSubscription(MqttQoS.AT_LEAST_ONCE, "v1/devices/me/rpc/request/+")
                        .build()),
                MqttMessageType.SUBACK));
        packets.add(new Exchange(client.encode(RawClient.publishPacket(TOPIC, 0, 0, "{\"q\":0}")), null));
        packets.add(new Exchange(client.encode(RawClient.publishPacket(TOPIC, 1, 2, "{\"q\":1}")), PUBACK));
        packets.add(
                new Exchange(client.encode(RawClient.publishPacket(TOPIC, 2, 3, "{\"q\":2}")), MqttMessageType.PUBREC));
        packets.add(new Exchange(HexFormat.of().parseHex("62020003"), MqttMessageType.PUBCOMP));
        packets.add(new Exchange(client.encode(RawClient.publishPacket(TOPIC, 1, 4, "x".repeat(300))), PUBACK));
        packets.add(new Exchange(
                client.encode(MqttMessageBuilders.unsubscribe()
                        .messageId(5)
                        .addTopicFilter("v1/devices/me/rpc/request/+")
                        .build()),
                MqttMessageType.UNSUBACK));
        packets.add(new Exchange(HexFormat.of().parseHex("c000"), MqttMessageType.PINGRESP));
        packets.add(new Exchange(HexFormat.of().parseHex("e000"), null));
        return packets;
    }

    private static List<MqttMessageType> answers(RawClient client) {
        List<MqttMessageType> types = new ArrayList<>();
        for (MqttMessage packet = client.receiveOrEnd(); packet != null; packet = client.receiveOrEnd()) {
            types.add(packet.fixedHeader().messageType());
        }
        return types;
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT_3_1_1", "MQTT_5"})
    void aConversationByteByByteIsUnderstood(MqttVersion version) {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect()) {
            List<MqttMessageType> expected = new ArrayList<>();
            List<MqttMessageType> received = new ArrayList<>();
            for (Exchange exchange : conversation(client, version)) {
                for (byte single : exchange.packet()) {
                    client.send(new byte[] {single});
                }
                if (exchange.answer() != null) {
                    expected.add(exchange.answer());
                    received.add(client.receive().fixedHeader().messageType());
                }
            }
            assertThat(received).isEqualTo(expected);
            assertThat(client.ended()).isTrue();
            assertThat(listener.sink.bodies()).containsExactly("{\"q\":0}", "{\"q\":1}", "{\"q\":2}", "x".repeat(300));
            assertThat(listener.count("connections.lost")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT_3_1_1", "MQTT_5"})
    void aConversationInOnePieceIsUnderstood(MqttVersion version) {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect()) {
            ByteArrayOutputStream glued = new ByteArrayOutputStream();
            conversation(client, version).forEach(exchange -> glued.writeBytes(exchange.packet()));
            client.send(glued.toByteArray());
            await().until(() -> listener.sink.deliveries().size() == 4);
            assertThat(listener.sink.bodies()).containsExactly("{\"q\":0}", "{\"q\":1}", "{\"q\":2}", "x".repeat(300));
            assertThat(answers(client)).startsWith(MqttMessageType.CONNACK, MqttMessageType.SUBACK);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT_3_1_1", "MQTT_5"})
    void everyPacketCutShortIsHarmless(MqttVersion version) {
        try (TestListener listener = TestListener.open();
                RawClient bystander = listener.connect().connected(MQTT_3_1_1, "bystander")) {
            int count = 10;
            for (int i = 0; i < count; i++) {
                try (RawClient client = listener.connect()) {
                    List<Exchange> packets = conversation(client, version);
                    assertThat(packets).hasSize(count);
                    packets.subList(0, i).forEach(exchange -> client.send(exchange.packet()));
                    byte[] packet = packets.get(i).packet();
                    client.send(Arrays.copyOf(packet, packet.length - 1)).shutdownOutput();
                    assertThat(answers(client)).hasSizeLessThanOrEqualTo(i);
                }
            }
            bystander.publish(TOPIC, 1, 1, "{}").receiveId(PUBACK);
            await().until(() -> listener.listener.sessions() == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000", // packet type 0
                "820700010003616263", // SUBSCRIBE whose filter lacks its options
                "30020061", // topic longer than its packet
                "6200", // PUBREL without packet id
                "f000", // AUTH before 5.0
                "36080003612f6200017b", // QoS 3
                "300500036123620a", // wildcard in a topic
                "320700036162630000", // packet id 0
                "300400020061", // U+0000 in a topic
                "30050003ff6162", // topic that is no UTF-8
                "30020000", // empty topic
                "82020001", // SUBSCRIBE without a filter
                "80080001000361626301", // SUBSCRIBE with wrong flags
                "82080001000361626303", // SUBSCRIBE for QoS 3
                "82080001000361626384", // reserved bits of a subscription
                "a2020001", // UNSUBSCRIBE without a filter
                "6003000100", // PUBREL with wrong flags
                "6203000100", // PUBREL with a reason code before 5.0
                "62020000", // PUBREL of packet id 0
                "c00100", // PINGREQ with a body
                "e00100", // DISCONNECT with a body
                "20020000", // CONNACK from a client
                "9003000100", // SUBACK from a client
                "d000", // PINGRESP from a client
                "30ffffffff7f" // length of five bytes
            })
    void aDamagedPacketEndsItsConnectionOnly(String hex) {
        try (TestListener listener = TestListener.open();
                RawClient bystander = listener.connect().connected(MQTT_3_1_1, "bystander");
                RawClient client = listener.connect().connected(MQTT_3_1_1, "damaged")) {
            client.publish(TOPIC, 1, 1, "{\"before\":1}").receiveId(PUBACK);
            client.send(HexFormat.of().parseHex(hex));
            client.publish(TOPIC, 1, 2, "{\"after\":1}");
            assertThat(client.ended()).isTrue();
            bystander.publish(TOPIC, 1, 1, "{\"bystander\":1}").receiveId(PUBACK);
            assertThat(listener.sink.bodies()).containsExactly("{\"before\":1}", "{\"bystander\":1}");
            assertThat(listener.count("protocol.errors")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "320a00036123620001007b7d", // wildcard in a topic
                "82080001000003616263", // SUBSCRIBE without options
                "f0020000" // AUTH without enhanced authentication
            })
    void a5ClientIsToldWhatItBroke(String hex) {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_5, "damaged")) {
            client.send(HexFormat.of().parseHex(hex));
            assertThat(client.receiveDisconnect()).isBetween(0x81, 0x82);
            assertThat(client.ended()).isTrue();
        }
    }

    /** Random damage finds what nobody thought of; the seed is printed with a failure. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_260_101})
    void flippedBytesNeverDisturbOthers(long seed) {
        Random random = new Random(seed);
        try (TestListener listener = TestListener.open();
                RawClient bystander = listener.connect().connected(MQTT_5, "bystander")) {
            for (int round = 0; round < 40; round++) {
                try (RawClient client = listener.connect()) {
                    ByteArrayOutputStream glued = new ByteArrayOutputStream();
                    conversation(client, round % 2 == 0 ? MQTT_3_1_1 : MQTT_5)
                            .forEach(exchange -> glued.writeBytes(exchange.packet()));
                    byte[] bytes = glued.toByteArray();
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
                    client.send(bytes).shutdownOutput();
                    answers(client);
                }
                int id = round + 1;
                bystander.publish("v1/devices/bystander/telemetry", 1, id, "{}");
                assertThat(bystander.receiveId(PUBACK))
                        .as("seed " + seed + " round " + round)
                        .isEqualTo(id);
            }
            await().until(() -> listener.listener.sessions() == 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT_3_1_1", "MQTT_5"})
    void anOversizePacketEndsItsConnectionAndIsCounted(MqttVersion version) {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(version, "big");
                RawClient bystander = listener.connect().connected(MQTT_3_1_1, "bystander")) {
            client.publish(TOPIC, 1, 1, "{\"before\":1}").receiveId(PUBACK);
            byte[] huge = client.encode(RawClient.publishPacket(TOPIC, 1, 2, "x".repeat(300 * 1024)));
            client.send(huge);
            if (version == MQTT_5) {
                assertThat(client.receiveDisconnect()).isEqualTo(0x95);
            }
            assertThat(client.ended()).isTrue();
            assertThat(listener.count("oversize")).isEqualTo(1);
            assertThat(listener.sink.bodies()).containsExactly("{\"before\":1}");
            bystander.publish(TOPIC, 1, 1, "{}").receiveId(PUBACK);
        }
    }

    @Test
    void aBodyOf256KiBFits() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_5, "big")) {
            String body = "x".repeat(256 * 1024);
            assertThat(client.publish(TOPIC, 1, 1, body).receiveId(PUBACK)).isEqualTo(1);
            assertThat(listener.sink.bodies()).containsExactly(body);
        }
    }

    @Test
    void aHugeConnectIsNotKept() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect()) {
            client.send(HexFormat.of().parseHex("10ffffff7f00044d51545405020000ffffff7f"));
            assertThat(client.ended()).isTrue();
            assertThat(listener.count("oversize")).isEqualTo(1);
        }
    }

    @Test
    void aPublishMayFollowItsConnectAtOnce() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect()) {
            ByteArrayOutputStream glued = new ByteArrayOutputStream();
            glued.writeBytes(client.encode(RawClient.connectPacket(MQTT_3_1_1, c -> {})));
            glued.writeBytes(client.encode(RawClient.publishPacket(TOPIC, 1, 1, "{}")));
            client.send(glued.toByteArray()).receive(MqttMessageType.CONNACK);
            assertThat(client.receiveId(PUBACK)).isEqualTo(1);
        }
    }

    @Test
    void aPingIsAnswered() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_3_1_1, "c")) {
            client.send(new MqttMessage(
                    new MqttFixedHeader(MqttMessageType.PINGREQ, false, MqttQoS.AT_MOST_ONCE, false, 0)));
            assertThat(client.receive(MqttMessageType.PINGRESP)).isNotNull();
        }
    }
}
