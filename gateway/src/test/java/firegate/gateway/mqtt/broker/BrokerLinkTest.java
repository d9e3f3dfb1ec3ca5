package firegate.gateway.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firegate.gateway.mqtt.RecordingSink;
import firegate.ingest.intake.Delivery;
import firegate.ingest.intake.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real Mosquitto. */
class BrokerLinkTest {

    @TempDir
    private Path directory;

    private Mosquitto broker;
    private final RecordingSink sink = new RecordingSink();

    @BeforeEach
    void startBroker() {
        broker = new Mosquitto(directory.resolve("mosquitto")).start();
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    private TestLink link() {
        return new TestLink(TestLink.broker(broker.url()), directory, sink);
    }

    private static String topic(String device) {
        return "v1/devices/" + device + "/telemetry";
    }

    private static Iterable<String> numbered(int from, int count) {
        return () -> IntStream.range(from, from + count)
                .mapToObj(n -> "{\"n\":" + n + "}")
                .iterator();
    }

    private Set<String> distinct() {
        return new HashSet<>(sink.bodies());
    }

    @Test
    void handsOverWithTheDeviceOfTheTopicAndVouchesForIt() {
        try (TestLink link = link().up()) {
            broker.publish(topic("sd-17"), "{\"fire\":true}");
            await().until(() -> link.count("acknowledged") == 1);
            Delivery delivery = sink.deliveries().get(0);
            assertThat(delivery.device()).isEqualTo("sd-17");
            assertThat(delivery.via()).isEqualTo("broker:town");
            assertThat(delivery.client()).startsWith("broker:town/firegate-town-");
            assertThat(delivery.topic()).isEqualTo(topic("sd-17"));
            assertThat(delivery.profile()).isEqualTo("native");
            assertThat(delivery.packetId()).isPositive();
            assertThat(delivery.redelivery()).isFalse();
        }
    }

    @Test
    void acknowledgesNothingBeforeItsOutcome() {
        sink.byHand();
        try (TestLink link = link().up()) {
            broker.publish(topic("d"), "{\"n\":1}");
            await().until(() -> !sink.submissions.isEmpty());
            broker.publish(topic("d"), "{\"n\":2}");
            await().until(() -> sink.deliveries().size() == 2);
            assertThat(link.count("acknowledged")).isZero();
            assertThat(link.count("held")).isEqualTo(2);
            sink.answerAll(Outcome.DURABLE);
            await().until(() -> link.count("acknowledged") == 2);
            assertThat(link.count("held")).isZero();
        }
    }

    /** Leaves without waiting for outcomes that do not come, as a process that is killed. */
    @Test
    void whatWasNotAcknowledgedComesAgainUnderItsPacketIdAndFlagged() {
        sink.byHand();
        try (TestLink link = link().up()) {
            broker.publish(topic("d"), "{\"n\":1}");
            await().until(() -> link.count("held") == 1);
        }
        try (TestLink link = link().up()) {
            await().until(() -> sink.deliveries().size() == 2);
            Delivery first = sink.deliveries().get(0);
            Delivery again = sink.deliveries().get(1);
            assertThat(again.redelivery()).isTrue();
            assertThat(again.packetId()).isEqualTo(first.packetId());
            assertThat(again.client()).isEqualTo(first.client());
            assertThat(link.count("redelivered")).isEqualTo(1);
            sink.answerAll(Outcome.DURABLE);
            await().until(() -> link.count("acknowledged") == 1);
        }
    }

    @Test
    void whatNothingCouldTakeIsNotAcknowledgedAndComesAgainWithoutATightLoop() {
        AtomicBoolean failing = new AtomicBoolean(true);
        sink.answer(delivery -> failing.get() ? new Outcome.Unavailable("disk full") : Outcome.DURABLE);
        try (TestLink link = link().up()) {
            broker.publishLines(topic("d"), numbered(0, 50));
            await().until(() -> link.count("unavailable") >= 3);
            assertThat(link.count("acknowledged")).isZero();
            await().untilAsserted(() -> assertThat(link.link.problem())
                    .contains("town", broker.url(), "its messages cannot be stored: disk full"));
            double before = link.count("reconnects");
            await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            assertThat(link.count("reconnects") - before)
                    .as("connections in one second, with pauses of 0.2 s")
                    .isLessThanOrEqualTo(6);
            failing.set(false);
            await().until(() -> link.count("acknowledged") == 50);
            assertThat(distinct()).hasSize(50);
        }
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        RecordingSink rest = new RecordingSink();
        try (TestLink link = new TestLink(TestLink.broker(broker.url()), directory, rest).up()) {
            broker.publish(topic("last"), "{}");
            await().until(() -> link.count("acknowledged") == 1);
            assertThat(rest.deliveries()).extracting(Delivery::device).containsExactly("last");
        }
    }

    @Test
    void acknowledgesWhatWasQuarantined() {
        sink.answer(delivery -> new Outcome.Quarantined("malformed-json", "no JSON"));
        try (TestLink link = link().up()) {
            broker.publish(topic("d"), "rubbish");
            await().until(() -> link.count("acknowledged") == 1);
        }
        assertNothingIsLeft();
    }

    @Test
    void moreThanTenThousandQueuedMessagesAllArriveInOrderAfterAReconnect() {
        link().up().close();
        broker.publishLines(topic("d"), numbered(0, 12_000));
        try (TestLink link = link().up()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> link.count("acknowledged") == 12_000);
            assertThat(sink.bodies()).containsExactlyElementsOf(numbered(0, 12_000));
        }
        assertNothingIsLeft();
    }

    @Test
    void aBrokerThatIsDownAtTheStartAndComesBackIsNoticed() {
        broker.close();
        try (TestLink link = link().start()) {
            await().untilAsserted(() -> assertThat(link.link.problem())
                    .isEqualTo("broker town at " + broker.url() + ": it cannot be reached: Connection refused"));
            assertThat(link.count("connected")).isZero();
            broker.start();
            await().untilAsserted(() -> assertThat(link.link.problem()).isNull());
            assertThat(link.count("connected")).isEqualTo(1);
            broker.publish(topic("d"), "{\"n\":1}");
            await().until(() -> link.count("acknowledged") == 1);
        }
    }

    @Test
    void whatABrokerThatIsRestartedHadInFlightAndQueuedAllArrives() {
        try (TestLink link = link().up()) {
            for (int round = 0; round < 3; round++) {
                sink.byHand();
                broker.publishLines(topic("d"), numbered(round * 5_000, 5_000));
                assertThat(link.count("acknowledged")).isEqualTo(round * 5_000.0);
                broker.stop();
                await().untilAsserted(() -> assertThat(link.link.problem()).isNotNull());
                broker.start();
                await().untilAsserted(() -> assertThat(link.link.problem()).isNull());
                sink.answerAll(Outcome.DURABLE);
                int all = (round + 1) * 5_000;
                await().atMost(Duration.ofSeconds(30)).until(() -> link.count("acknowledged") == all);
            }
            assertThat(link.count("reconnects")).isEqualTo(3);
        }
        assertThat(distinct()).hasSize(15_000);
        assertThat(sink.deliveries().stream()
                        .filter(delivery -> !delivery.redelivery())
                        .map(delivery -> new String(delivery.payload(), StandardCharsets.UTF_8)))
                .as("what comes twice is flagged")
                .doesNotHaveDuplicates();
        assertNothingIsLeft();
    }

    @Test
    void twoGatewaysWithOneShareSplitTheLoad() {
        RecordingSink other = new RecordingSink();
        try (TestLink one =
                        new TestLink(TestLink.shared(broker.url(), "firegate"), directory.resolve("one"), sink).up();
                TestLink two =
                        new TestLink(TestLink.shared(broker.url(), "firegate"), directory.resolve("two"), other).up()) {
            broker.publishLines(topic("d"), numbered(0, 1_000));
            await().until(() -> one.count("acknowledged") + two.count("acknowledged") == 1_000);
            Set<String> all = distinct();
            all.addAll(other.bodies());
            assertThat(all).hasSize(1_000);
            assertThat(sink.deliveries()).hasSizeBetween(300, 700);
        }
    }

    @Test
    void aRetainedMessageIsNoNews() {
        broker.publish(topic("old"), "{\"fire\":true}", "-r");
        try (TestLink link = link().up()) {
            broker.publish(topic("new"), "{\"fire\":true}", "-r");
            await().until(() -> link.count("acknowledged") == 1);
            assertThat(sink.deliveries()).extracting(Delivery::device).containsExactly("new");
        }
        try (TestLink link = link().up()) {
            broker.publish(topic("last"), "{}");
            await().until(() -> link.count("acknowledged") == 1);
            assertThat(sink.deliveries()).extracting(Delivery::device).containsExactly("new", "last");
        }
    }

    @Test
    void aMessageAtQos0IsHandedOverWithoutAPacketId() {
        try (TestLink link = link().up()) {
            broker.publish(topic("d"), "{\"n\":1}", "-q", "0");
            await().until(() -> sink.deliveries().size() == 1);
            assertThat(sink.deliveries().get(0).packetId()).isEqualTo(Delivery.NO_PACKET_ID);
            broker.publish(topic("d"), "{\"n\":2}");
            await().until(() -> link.count("acknowledged") == 1);
        }
    }

    @Test
    void subscriptionsOfAnEarlierConfigurationAreGivenUp() {
        new TestLink(TestLink.broker(broker.url(), "old/{device}", TestLink.TOPIC), directory, sink)
                .up()
                .close();
        try (TestLink link = link().up()) {
            await().untilAsserted(() -> assertThat(Files.readString(directory.resolve("brokers/town.json")))
                    .doesNotContain("old"));
            broker.publish("old/d", "{}");
            broker.publish(topic("d"), "{}");
            await().until(() -> link.count("acknowledged") == 1);
            assertThat(sink.deliveries()).extracting(Delivery::topic).containsExactly(topic("d"));
        }
    }

    @Test
    void aWrongPasswordIsSaidInWords() throws Exception {
        Path passwords = directory.resolve("passwords");
        Mosquitto.run(List.of("mosquitto_passwd", "-c", "-b", passwords.toString(), "firegate", "right"));
        try (Mosquitto strict = new Mosquitto(
                        directory.resolve("strict"), "allow_anonymous false", "password_file " + passwords)
                .start()) {
            try (TestLink link =
                    new TestLink(TestLink.authenticated(strict.url(), "firegate", "wrong"), directory, sink).start()) {
                await().untilAsserted(() -> assertThat(link.link.problem())
                        .isEqualTo("broker town at " + strict.url()
                                + ": it refuses user name and password, or what they may do"));
            }
            new TestLink(TestLink.authenticated(strict.url(), "firegate", "right"), directory, sink)
                    .up()
                    .close();
        }
    }

    @Test
    void aHostThatAcceptsAndIsSilentIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TestLink link = new TestLink(
                                TestLink.broker("mqtt://127.0.0.1:" + silent.getLocalPort()), directory, sink)
                        .start()) {
            await().untilAsserted(() ->
                    assertThat(link.link.problem()).endsWith("it accepts the connection and does not answer"));
        }
    }

    @Test
    void aClientIdThatSomebodyElseUsesIsSaidInWords() {
        try (TestLink one = link().up();
                TestLink two = link().start()) {
            await().untilAsserted(() -> assertThat(String.valueOf(one.link.problem()) + two.link.problem())
                    .contains("another client uses the same client id"));
        }
    }

    @Test
    void closesWithinSecondsWhateverTheBrokerDoes() {
        TestLink up = link().up();
        TestLink down = new TestLink(
                        TestLink.broker("mqtt://127.0.0.1:" + Mosquitto.freePort()), directory.resolve("x"), sink)
                .start();
        sink.byHand();
        broker.publish(topic("d"), "{}");
        await().until(() -> !sink.submissions.isEmpty());
        CompletableFuture.allOf(up.link.close(), down.link.close())
                .orTimeout(5, java.util.concurrent.TimeUnit.SECONDS)
                .join();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("broker:town")));
    }
}
