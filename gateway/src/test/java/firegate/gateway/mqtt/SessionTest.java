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
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {

    private static final String TOPIC = "v1/devices/sd-17/telemetry";

    private static boolean present(RawClient client, MqttVersion version, boolean clean, Integer expirySeconds) {
        MqttProperties properties = new MqttProperties();
        if (expirySeconds != null) {
            Properties5.add(properties, MqttProperties.SESSION_EXPIRY_INTERVAL, expirySeconds);
        }
        MqttConnAckMessage ack = client.connect(
                version, c -> c.clientId("d1").cleanSession(clean).properties(properties));
        return ack.variableHeader().isSessionPresent();
    }

    private static void disconnect(RawClient client, int reason) {
        client.send(disconnectPacket(reason, MqttProperties.NO_PROPERTIES));
        assertThat(client.ended()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT_3_1_1", "MQTT_5"})
    void aNewConnectionTakesTheSessionOver(MqttVersion version) {
        try (TestListener listener = TestListener.open()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                clients.add(listener.connect().connected(version, "same"));
            }
            for (RawClient old : clients.subList(0, 5)) {
                if (version == MQTT_5) {
                    assertThat(old.receiveDisconnect()).isEqualTo(0x8E);
                }
                assertThat(old.ended()).isTrue();
                old.leave();
            }
            try (RawClient last = clients.get(5)) {
                last.publish(TOPIC, 1, 1, "{}").receiveId(PUBACK);
                assertThat(listener.listener.sessions()).isEqualTo(1);
                assertThat(listener.count("takeovers")).isEqualTo(5);
            }
        }
    }

    @Test
    void manyTakeOversAtOnceLeaveOneConnection() {
        try (TestListener listener = TestListener.open()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                clients.add(listener.connect());
            }
            clients.forEach(client -> client.send(RawClient.connectPacket(MQTT_3_1_1, c -> c.clientId("same"))));
            await().until(() -> listener.listener.sessions() == 1 && listener.count("takeovers") == 29);
            clients.forEach(RawClient::leave);
            await().until(() -> listener.listener.sessions() == 0);
        }
    }

    @Test
    void whatTheOldConnectionSentComesFirst() {
        try (TestListener listener = TestListener.open()) {
            for (int round = 0; round < 30; round++) {
                try (RawClient old = listener.connect().connected(MQTT_3_1_1, "same");
                        RawClient next = listener.connect()) {
                    for (int id = 1; id <= 20; id++) {
                        old.publish(TOPIC, 0, 0, "{\"old\":" + id + "}");
                    }
                    next.connect(MQTT_3_1_1, c -> c.clientId("same"));
                    next.publish(TOPIC, 1, 1, "{\"new\":1}").receiveId(PUBACK);
                }
                int end = listener.sink.bodies().lastIndexOf("{\"new\":1}");
                assertThat(listener.sink.bodies()).hasSize(end + 1);
            }
        }
    }

    @Test
    void withTokensNobodyTakesOverTheSessionOfAnotherDevice() {
        FakeDevices devices = new FakeDevices(false).device("sd-1", "t1").device("sd-2", "t2");
        try (TestListener listener = TestListener.requiringTokens(devices);
                RawClient one = listener.connect();
                RawClient two = listener.connect()) {
            one.connect(MQTT_3_1_1, c -> c.clientId("same").username("t1"));
            two.connect(MQTT_3_1_1, c -> c.clientId("same").username("t2"));
            one.nothingButPong();
            two.nothingButPong();
            assertThat(listener.listener.sessions()).isEqualTo(2);
        }
    }

    @Test
    void aSessionIsKeptForA3ClientThatWantsIt() {
        try (TestListener listener = TestListener.open()) {
            try (RawClient client = listener.connect()) {
                assertThat(present(client, MQTT_3_1_1, false, null)).isFalse();
                disconnect(client, 0);
            }
            try (RawClient client = listener.connect()) {
                assertThat(present(client, MQTT_3_1_1, false, null)).isTrue();
            }
            try (RawClient client = listener.connect()) {
                assertThat(present(client, MQTT_3_1_1, true, null)).isFalse();
                disconnect(client, 0);
            }
            try (RawClient client = listener.connect()) {
                assertThat(present(client, MQTT_3_1_1, false, null)).isFalse();
            }
        }
    }

    @Test
    void aSessionIsKeptForA5ClientAsLongAsItSaid() {
        try (TestListener listener = TestListener.open()) {
            try (RawClient client = listener.connect()) {
                assertThat(present(client, MQTT_5, false, 1)).isFalse();
                disconnect(client, 0);
            }
            await().until(() ->
                    listener.meters.get("firegate.mqtt.sessions").gauge().value() == 0);
            try (RawClient client = listener.connect()) {
                assertThat(present(client, MQTT_5, false, 600)).isFalse();
                disconnect(client, 0);
            }
            try (RawClient client = listener.connect()) {
                assertThat(present(client, MQTT_5, false, 0)).isTrue();
                disconnect(client, 0);
            }
            try (RawClient client = listener.connect()) {
                assertThat(present(client, MQTT_5, false, null)).isFalse();
            }
        }
    }

    @Test
    void aDisconnectMayShortenTheSessionButNotInventOne() {
        MqttProperties tenMinutes = new MqttProperties();
        Properties5.add(tenMinutes, MqttProperties.SESSION_EXPIRY_INTERVAL, 600);
        MqttProperties nothing = new MqttProperties();
        Properties5.add(nothing, MqttProperties.SESSION_EXPIRY_INTERVAL, 0);
        try (TestListener listener = TestListener.open();
                RawClient kept = listener.connect();
                RawClient none = listener.connect()) {
            kept.connect(MQTT_5, c -> c.clientId("kept").properties(tenMinutes));
            kept.send(disconnectPacket(0, nothing));
            assertThat(kept.ended()).isTrue();
            await().until(() ->
                    listener.meters.get("firegate.mqtt.sessions").gauge().value() == 0);
            none.connect(MQTT_5, c -> c.clientId("none"));
            assertThat(none.send(disconnectPacket(0, tenMinutes)).receiveDisconnect())
                    .isEqualTo(0x82);
        }
    }

    private static MqttMessage disconnectPacket(int reason, MqttProperties properties) {
        return new MqttMessage(
                new MqttFixedHeader(MqttMessageType.DISCONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0),
                new MqttReasonCodeAndPropertiesVariableHeader((byte) reason, properties));
    }

    @Test
    void exactlyOnceGoesOnOverAReconnect() {
        try (TestListener listener = TestListener.open()) {
            try (RawClient client = listener.connect()) {
                present(client, MQTT_3_1_1, false, null);
                client.publish(TOPIC, 2, 5, "{}").receiveId(PUBREC);
            }
            try (RawClient client = listener.connect()) {
                assertThat(present(client, MQTT_3_1_1, false, null)).isTrue();
                client.send(RawClient.publishPacket(TOPIC, 2, 5, "{}".getBytes(StandardCharsets.UTF_8), true));
                assertThat(client.receiveId(PUBREC)).isEqualTo(5);
                assertThat(client.pubRel(5).receiveId(PUBCOMP)).isEqualTo(5);
            }
            assertThat(listener.sink.deliveries()).hasSize(1);
        }
    }

    @Test
    void anOutcomeThatComesAfterTheConnectionStillCounts() {
        try (TestListener listener = TestListener.open()) {
            listener.sink.byHand();
            try (RawClient client = listener.connect()) {
                present(client, MQTT_3_1_1, false, null);
                client.publish(TOPIC, 2, 5, "{}");
                await().until(() -> listener.sink.submissions.size() == 1);
            }
            await().until(() -> listener.listener.sessions() == 0);
            listener.sink.submissions.get(0).complete(Outcome.DURABLE);
            // the session knows it as soon as the outcome has come to its event loop: then a repetition is answered at
            // once
            await().until(() -> {
                try (RawClient client = listener.connect()) {
                    present(client, MQTT_3_1_1, false, null);
                    client.send(RawClient.publishPacket(TOPIC, 2, 5, "{}".getBytes(StandardCharsets.UTF_8), true));
                    return client.before(PUBREC) == 1;
                }
            });
            assertThat(listener.sink.deliveries())
                    .extracting(Delivery::packetId)
                    .contains(5);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT_3_1_1", "MQTT_5"})
    void aDeviceHearsOnlyWhatIsMeantForIt(MqttVersion version) {
        try (TestListener listener = TestListener.open();
                RawClient client = listener.connect().connected(version, "d1")) {
            client.send(MqttMessageBuilders.subscribe()
                    .messageId(9)
                    .addSubscription(MqttQoS.AT_LEAST_ONCE, "v1/devices/me/rpc/request/+")
                    .addSubscription(MqttQoS.AT_MOST_ONCE, "v1/devices/d1/attributes")
                    .addSubscription(MqttQoS.EXACTLY_ONCE, "v1/devices/d1/rpc/request/+")
                    .addSubscription(MqttQoS.AT_LEAST_ONCE, "v1/devices/d2/attributes")
                    .addSubscription(MqttQoS.AT_LEAST_ONCE, "v1/devices/+/attributes")
                    .addSubscription(MqttQoS.AT_LEAST_ONCE, "v1/devices/me/#")
                    .addSubscription(MqttQoS.AT_LEAST_ONCE, "#")
                    .build());
            MqttSubAckMessage ack = (MqttSubAckMessage) client.receive(MqttMessageType.SUBACK);
            int no = version == MQTT_5 ? 0x87 : 0x80;
            assertThat(ack.payload().reasonCodes()).containsExactly(1, 0, 1, no, no, no, no);
            client.send(MqttMessageBuilders.unsubscribe()
                    .messageId(10)
                    .addTopicFilter("v1/devices/d1/attributes")
                    .addTopicFilter("never/subscribed")
                    .build());
            MqttUnsubAckMessage done = (MqttUnsubAckMessage) client.receive(MqttMessageType.UNSUBACK);
            assertThat(done.variableHeader().messageId()).isEqualTo(10);
            if (version == MQTT_5) {
                assertThat(done.payload().unsubscribeReasonCodes()).containsExactly((short) 0, (short) 0x11);
            }
        }
    }

    @Test
    void aWillOnADeviceTopicCountsAsConnectionLost() {
        try (TestListener listener = TestListener.open()) {
            try (RawClient dropped = listener.connect()) {
                dropped.connect(
                        MQTT_3_1_1, c -> c.willFlag(true).willTopic(TOPIC).willMessage(new byte[1]));
            }
            await().until(() -> listener.count("connections.lost") == 1);
            try (RawClient orderly = listener.connect()) {
                orderly.connect(MQTT_5, c -> c.willFlag(true).willTopic(TOPIC).willMessage(new byte[1]));
                disconnect(orderly, 0);
            }
            try (RawClient elsewhere = listener.connect()) {
                elsewhere.connect(
                        MQTT_3_1_1, c -> c.willFlag(true).willTopic("other").willMessage(new byte[1]));
            }
            try (RawClient wanted = listener.connect()) {
                wanted.connect(MQTT_5, c -> c.willFlag(true).willTopic(TOPIC).willMessage(new byte[1]));
                disconnect(wanted, 0x04);
            }
            await().until(() -> listener.count("connections.lost") == 2 && listener.listener.sessions() == 0);
            assertThat(listener.sink.submissions).isEmpty();
        }
    }
}
