package firegate.gateway.mqtt;

import static io.netty.handler.codec.mqtt.MqttMessageType.PUBACK;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBCOMP;
import static io.netty.handler.codec.mqtt.MqttMessageType.PUBREC;
import static io.netty.handler.codec.mqtt.MqttVersion.MQTT_3_1_1;
import static io.netty.handler.codec.mqtt.MqttVersion.MQTT_5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firegate.ingest.intake.Delivery;
import firegate.ingest.intake.Outcome;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishTest {

    private static final String TOPIC = "v1/devices/sd-17/telemetry";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void acknowledgesOnlyAfterTheOutcome() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_3_1_1, "c1")) {
            listener.sink.byHand();
            client.publish(TOPIC, 1, 7, "{\"smoke\":1}");
            await().until(() -> listener.sink.submissions.size() == 1);
            client.nothingButPong();
            listener.sink.submissions.get(0).complete(Outcome.DURABLE);
            assertThat(client.receiveId(PUBACK)).isEqualTo(7);
        }
    }

    @Test
    void acknowledgesInTheOrderOfArrivalWhateverTheOrderOfTheOutcomes() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_3_1_1, "c1")) {
            listener.sink.byHand();
            for (int id = 1; id <= 3; id++) {
                int expected = id;
                client.publish(TOPIC, 1, id, "{}");
                await().until(() -> listener.sink.deliveries().size() == expected);
            }
            listener.sink.submissions.get(2).complete(Outcome.DURABLE);
            listener.sink.submissions.get(1).complete(Outcome.DURABLE);
            client.nothingButPong();
            listener.sink.submissions.get(0).complete(Outcome.DURABLE);
            assertThat(List.of(client.receiveId(PUBACK), client.receiveId(PUBACK), client.receiveId(PUBACK)))
                    .containsExactly(1, 2, 3);
        }
    }

    @Test
    void handsOverWhatOneTurnBroughtAsOneList() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_3_1_1, "c1")) {
            java.io.ByteArrayOutputStream glued = new java.io.ByteArrayOutputStream();
            for (int id = 1; id <= 50; id++) {
                glued.writeBytes(client.encode(RawClient.publishPacket(TOPIC, 1, id, "{\"smoke\":" + id + "}")));
            }
            client.send(glued.toByteArray());
            for (int id = 1; id <= 50; id++) {
                assertThat(client.receiveId(PUBACK)).isEqualTo(id);
            }
            assertThat(listener.sink.submissions).hasSize(1);
            assertThat(listener.sink.bodies())
                    .startsWith("{\"smoke\":1}", "{\"smoke\":2}")
                    .endsWith("{\"smoke\":50}");
        }
    }

    @Test
    void deliversWhatTheIntakeNeedsToKnow() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_3_1_1, "client-1")) {
            client.send(RawClient.publishPacket(TOPIC, 1, 9, bytes("{\"a\":1}"), true))
                    .receiveId(PUBACK);
            Delivery delivery = listener.sink.deliveries().get(0);
            assertThat(delivery.device()).isEqualTo("sd-17");
            assertThat(delivery.via()).isNull();
            assertThat(delivery.client()).isEqualTo("client-1");
            assertThat(delivery.topic()).isEqualTo(TOPIC);
            assertThat(delivery.profile()).isEqualTo("native");
            assertThat(delivery.packetId()).isEqualTo(9);
            assertThat(delivery.redelivery()).isTrue();
            assertThat(delivery.receivedMs()).isGreaterThan(1_700_000_000_000L);
            assertThat(delivery.payload()).isEqualTo(bytes("{\"a\":1}"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT_3_1_1", "MQTT_5"})
    void whatNobodyCouldKeepIsNotAcknowledgedAndTheDeviceHasToComeBack(MqttVersion version) {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(version, "c1")) {
            listener.sink.answer(
                    delivery -> delivery.packetId() == 2 ? new Outcome.Unavailable("disk full") : Outcome.DURABLE);
            client.publish(TOPIC, 1, 1, "{}").publish(TOPIC, 1, 2, "{}").publish(TOPIC, 1, 3, "{}");
            assertThat(client.receiveId(PUBACK)).isEqualTo(1);
            if (version == MQTT_5) {
                assertThat(client.receiveDisconnect()).isEqualTo(0x89);
            }
            assertThat(client.ended()).isTrue();
            assertThat(listener.count("unavailable")).isEqualTo(1);
        }
    }

    @Test
    void aFireStillGetsThroughWhileNothingCanBeKept() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_3_1_1, "c1")) {
            listener.sink.answer(delivery -> new Outcome.Unavailable("disk full"));
            client.publish(TOPIC, 1, 1, "{\"smoke\":1}");
            await().until(() -> listener.sink.deliveries().size() == 1);
            client.publish(TOPIC, 1, 2, "{\"fire\":true}");
            await().until(() -> listener.sink.bodies().contains("{\"fire\":true}"));
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void anIntakeThatBreaksAcknowledgesNothing() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_3_1_1, "c1")) {
            listener.sink.answer(delivery -> {
                throw new IllegalStateException("broken on purpose");
            });
            client.publish(TOPIC, 1, 1, "{}");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void aQuarantinedPayloadIsExplainedTo5AndAcknowledgedTo3() {
        try (TestListener listener = TestListener.open();
                RawClient five = listener.connect().connected(MQTT_5, "five");
                RawClient three = listener.connect().connected(MQTT_3_1_1, "three")) {
            listener.sink.answer(delivery -> new Outcome.Quarantined("wrong-type", "pressure is a string"));
            five.publish(TOPIC, 1, 1, "{\"pressure\":\"x\"}");
            MqttPubReplyMessageVariableHeader reply = five.receiveReply(PUBACK);
            assertThat(reply.reasonCode() & 0xFF).isEqualTo(0x99);
            assertThat(reply.properties()
                            .getProperty(MqttProperties.REASON_STRING)
                            .value())
                    .isEqualTo("wrong-type: pressure is a string");
            five.publish(TOPIC, 2, 2, "x");
            assertThat(five.receiveReply(PUBREC).reasonCode() & 0xFF).isEqualTo(0x99);
            assertThat(three.publish(TOPIC, 1, 5, "x").receiveId(PUBACK)).isEqualTo(5);
            five.nothingButPong();
        }
    }

    @Test
    void givesNoReasonToAClientThatWantsNone() {
        try (TestListener listener = TestListener.open();
                RawClient quiet = listener.connect();
                RawClient small = listener.connect()) {
            listener.sink.answer(delivery -> new Outcome.Quarantined("malformed", "x".repeat(1_000)));
            MqttProperties noProblems = new MqttProperties();
            Properties5.add(noProblems, MqttProperties.REQUEST_PROBLEM_INFORMATION, 0);
            quiet.connect(MQTT_5, c -> c.clientId("quiet").properties(noProblems));
            MqttProperties smallPackets = new MqttProperties();
            Properties5.add(smallPackets, MqttProperties.MAXIMUM_PACKET_SIZE, 100);
            small.connect(MQTT_5, c -> c.clientId("small").properties(smallPackets));
            for (RawClient client : List.of(quiet, small)) {
                MqttPubReplyMessageVariableHeader reply =
                        client.publish(TOPIC, 1, 1, "x").receiveReply(PUBACK);
                assertThat(reply.reasonCode() & 0xFF).isEqualTo(0x99);
                assertThat(reply.properties().isEmpty()).isTrue();
            }
        }
    }

    @Test
    void aDeviceMayNotPublishForAnother() {
        FakeDevices devices =
                new FakeDevices(false).device("sd-1", "t1").device("gw", "t2").child("gw", "sd-17");
        try (TestListener listener = TestListener.requiringTokens(devices);
                RawClient three = listener.connect();
                RawClient five = listener.connect();
                RawClient gateway = listener.connect()) {
            three.connect(MQTT_3_1_1, c -> c.username("t1"));
            assertThat(three.publish(TOPIC, 1, 1, "{}").receiveId(PUBACK)).isEqualTo(1);
            five.connect(MQTT_5, c -> c.username("t1").clientId("c5"));
            assertThat(five.publish(TOPIC, 1, 1, "{}").receiveReply(PUBACK).reasonCode() & 0xFF)
                    .isEqualTo(0x87);
            assertThat(five.publish(TOPIC, 2, 2, "{}").receiveReply(PUBREC).reasonCode() & 0xFF)
                    .isEqualTo(0x87);
            assertThat(listener.sink.deliveries())
                    .as("kept in the name of the device that sent it")
                    .extracting(Delivery::device, Delivery::profile)
                    .containsOnly(org.assertj.core.groups.Tuple.tuple("sd-1", "not-authorized"))
                    .hasSize(3);
            assertThat(listener.count("refused", "not_authorized")).isEqualTo(3);

            gateway.connect(MQTT_3_1_1, c -> c.username("t2").clientId("gw"));
            gateway.publish(TOPIC, 1, 1, "{}").receiveId(PUBACK);
            gateway.publish("v1/devices/gw/telemetry", 1, 2, "{}").receiveId(PUBACK);
            assertThat(listener.sink.deliveries())
                    .filteredOn(delivery -> delivery.profile().equals("native"))
                    .extracting(Delivery::device, Delivery::via)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("sd-17", "gw"),
                            org.assertj.core.groups.Tuple.tuple("gw", null));
        }
    }

    @Test
    void otherTopicsAreAnsweredAndKeptWithTheReason() {
        try (TestListener listener = TestListener.open();
                RawClient five = listener.connect().connected(MQTT_5, "five");
                RawClient three = listener.connect().connected(MQTT_3_1_1, "three")) {
            assertThat(five.publish("home/kitchen", 1, 1, "x")
                                    .receiveReply(PUBACK)
                                    .reasonCode()
                            & 0xFF)
                    .isEqualTo(0x90);
            assertThat(three.publish("home/kitchen", 1, 1, "x").receiveId(PUBACK))
                    .isEqualTo(1);
            three.publish("home/kitchen", 2, 2, "x").receiveId(PUBREC);
            three.pubRel(2).receiveId(PUBCOMP);
            assertThat(listener.sink.deliveries())
                    .as("kept with the reason")
                    .extracting(Delivery::profile)
                    .containsExactly("unknown-topic", "unknown-topic", "unknown-topic");
            assertThat(listener.count("refused", "unknown_topic")).isEqualTo(3);
        }
    }

    @Test
    void aRefusalWaitsForTheAnswersBeforeIt() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_5, "c")) {
            listener.sink.byHand();
            client.publish(TOPIC, 1, 1, "{}").publish("other", 1, 2, "{}");
            await().until(() -> listener.sink.deliveries().size() == 2);
            client.nothingButPong();
            listener.sink.submissions.forEach(submission -> submission.complete(Outcome.DURABLE));
            assertThat(client.receiveReply(PUBACK).messageId()).isEqualTo(1);
            assertThat(client.receiveReply(PUBACK).messageId()).isEqualTo(2);
        }
    }

    @Test
    void aClientWithoutAnyNameHasNoTelemetryOfItsOwn() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect()) {
            client.connect(MQTT_5, c -> c.clientId(""));
            assertThat(client.publish("v1/devices/me/telemetry", 1, 1, "{}")
                                    .receiveReply(PUBACK)
                                    .reasonCode()
                            & 0xFF)
                    .isEqualTo(0x87);
            assertThat(client.publish(TOPIC, 1, 2, "{}").receiveReply(PUBACK).reasonCode())
                    .isZero();
        }
    }

    @Test
    void attributesHaveAProfileOfTheirOwn() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_3_1_1, "d1")) {
            client.publish("v1/devices/me/attributes", 1, 1, "{\"firmware\":\"1.4\"}")
                    .receiveId(PUBACK);
            assertThat(listener.sink.deliveries())
                    .extracting(Delivery::device, Delivery::profile)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("d1", "attributes"));
        }
    }

    @Test
    void aTopicAliasStandsForItsTopic() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_5, "c")) {
            client.send(aliased(TOPIC, 3, 1)).receiveId(PUBACK);
            client.send(aliased("", 3, 2)).receiveId(PUBACK);
            client.send(aliased("v1/devices/other/telemetry", 3, 3)).receiveId(PUBACK);
            client.send(aliased("", 3, 4)).receiveId(PUBACK);
            assertThat(listener.sink.deliveries())
                    .extracting(Delivery::device)
                    .containsExactly("sd-17", "sd-17", "other", "other");
        }
    }

    @Test
    void anImpossibleTopicAliasEndsTheConnection() {
        for (int alias : new int[] {0, 17}) {
            try (TestListener listener = TestListener.open();
                    RawClient client = listener.connect().connected(MQTT_5, "c")) {
                assertThat(client.send(aliased(TOPIC, alias, 1)).receiveDisconnect())
                        .isEqualTo(0x94);
                assertThat(client.ended()).isTrue();
            }
        }
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_5, "c")) {
            assertThat(client.send(aliased("", 5, 1)).receiveDisconnect()).isEqualTo(0x82);
        }
    }

    private static io.netty.handler.codec.mqtt.MqttPublishMessage aliased(String topic, int alias, int packetId) {
        MqttProperties properties = new MqttProperties();
        Properties5.add(properties, MqttProperties.TOPIC_ALIAS, alias);
        return RawClient.publishPacket(topic, 1, packetId, bytes("{}"), false, properties);
    }

    @Test
    void a5ClientThatExceedsTheReceiveMaximumIsDisconnected() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_5, "c")) {
            listener.sink.byHand();
            for (int id = 1; id <= 1_001; id++) {
                client.publish(TOPIC, 1, id, "{}");
            }
            assertThat(client.receiveDisconnect()).isEqualTo(0x93);
            await().untilAsserted(() -> assertThat(listener.sink.deliveries()).hasSize(1_000));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT_3_1_1", "MQTT_5"})
    void exactlyOnceIsSubmittedOnceHoweverOftenItIsSent(MqttVersion version) {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(version, "c")) {
            listener.sink.byHand();
            client.publish(TOPIC, 2, 11, "{}");
            client.send(RawClient.publishPacket(TOPIC, 2, 11, bytes("{}"), true));
            await().until(() -> listener.sink.submissions.size() == 1);
            client.nothingButPong();
            listener.sink.submissions.get(0).complete(Outcome.DURABLE);
            assertThat(client.receiveId(PUBREC)).isEqualTo(11);
            client.send(RawClient.publishPacket(TOPIC, 2, 11, bytes("{}"), true));
            assertThat(client.receiveId(PUBREC)).isEqualTo(11);
            assertThat(client.pubRel(11).receiveReply(PUBCOMP).reasonCode()).isZero();
            assertThat(listener.sink.deliveries()).hasSize(1);
            client.publish(TOPIC, 2, 11, "{\"new\":1}");
            await().until(() -> listener.sink.deliveries().size() == 2);
        }
    }

    @Test
    void aReleaseOfSomethingUnknownIsAnswered() {
        try (TestListener listener = TestListener.open();
                RawClient five = listener.connect().connected(MQTT_5, "five");
                RawClient three = listener.connect().connected(MQTT_3_1_1, "three")) {
            assertThat(five.pubRel(99).receiveReply(PUBCOMP).reasonCode() & 0xFF)
                    .isEqualTo(0x92);
            assertThat(three.pubRel(99).receiveId(PUBCOMP)).isEqualTo(99);
        }
    }

    @Test
    void twoConnectionsOfOneDeviceKeepTheirOwnAnswers() {
        try (TestListener listener = TestListener.open()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(listener.connect().connected(MQTT_3_1_1, "c" + i));
            }
            for (int id = 1; id <= 100; id++) {
                for (RawClient client : clients) {
                    client.publish(TOPIC, 1, id, "{\"smoke\":" + id + "}");
                }
            }
            for (RawClient client : clients) {
                for (int id = 1; id <= 100; id++) {
                    assertThat(client.receiveId(PUBACK)).isEqualTo(id);
                }
                client.leave();
            }
            assertThat(listener.sink.deliveries()).hasSize(400);
            for (int i = 0; i < 4; i++) {
                String client = "c" + i;
                assertThat(listener.sink.deliveries().stream()
                                .filter(d -> d.client().equals(client)))
                        .extracting(Delivery::packetId)
                        .isSorted();
            }
        }
    }

    @Test
    void qualityZeroIsDeliveredWithoutAnswer() {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(MQTT_3_1_1, "c")) {
            client.send(RawClient.publishPacket(TOPIC, 0, 0, "{}"));
            await().until(() -> listener.sink.deliveries().size() == 1);
            client.nothingButPong();
            assertThat(listener.sink.deliveries().get(0).packetId()).isEqualTo(Delivery.NO_PACKET_ID);
        }
    }
}
