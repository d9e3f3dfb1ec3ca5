package firegate.gateway.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import firegate.ingest.decode.Decoders;
import firegate.ingest.device.Kind;
import firegate.ingest.intake.FireLane;
import firegate.ingest.intake.Intake;
import firegate.ingest.intake.IntakeOptions;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Journal;
import firegate.ingest.journal.JournalException;
import firegate.ingest.journal.JournalOptions;
import firegate.ingest.journal.Position;
import firegate.ingest.journal.SqliteJournal;
import firegate.ingest.records.Database;
import firegate.ingest.records.DeviceRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Mosquitto at one end and the real journal at the other; devices must be registered at the listener. */
class BrokerJournalTest {

    @TempDir
    private Path directory;

    private final InstantSource clock = InstantSource.system();
    private final List<Entry> unstored = new ArrayList<>();
    private Mosquitto broker;
    private Database database;
    private DeviceRegistry registry;
    private SqliteJournal journal;
    private FullDisk disk;
    private Intake intake;

    @BeforeEach
    void start() throws Exception {
        broker = new Mosquitto(directory.resolve("mosquitto")).start();
        database = Database.open("jdbc:sqlite:" + directory.resolve("records.db"), Optional.empty(), Optional.empty());
        registry = new DeviceRegistry(database, false, clock);
        journal = new SqliteJournal(
                new JournalOptions(directory.resolve("journal.db"), true, 1L << 30, Duration.ofMinutes(10)), clock);
        disk = new FullDisk(journal);
        intake = new Intake(
                disk,
                Decoders.builtIn(),
                registry,
                new FireLane() {
                    @Override
                    public void durable(Position position, Entry entry) {
                        // the alarm desk is not part of this test
                    }

                    @Override
                    public synchronized void unstored(Entry entry, String cause) {
                        unstored.add(entry);
                    }
                },
                new IntakeOptions(Duration.ofMinutes(1), Duration.ofDays(400), Duration.ofMinutes(10)),
                clock,
                new SimpleMeterRegistry());
        intake.start();
    }

    @AfterEach
    void stop() throws Exception {
        intake.close();
        journal.close();
        database.close();
        broker.close();
    }

    /** Refuses to append while {@code full}. */
    private static final class FullDisk implements Journal {

        private final Journal journal;
        private volatile boolean full;

        FullDisk(Journal journal) {
            this.journal = journal;
        }

        @Override
        public CompletableFuture<Position> append(List<Entry> entries) {
            return full
                    ? CompletableFuture.failedFuture(
                            new JournalException(JournalException.Cause.FULL, "the disk is full", null))
                    : journal.append(entries);
        }

        @Override
        public Position head() {
            return journal.head();
        }

        @Override
        public Batch read(Position after, int maxEntries, Duration wait) throws InterruptedException {
            return journal.read(after, maxEntries, wait);
        }

        @Override
        public Position before(long receivedMs) {
            return journal.before(receivedMs);
        }

        @Override
        public void release(String consumer, Position upTo) {
            journal.release(consumer, upTo);
        }

        @Override
        public State state() {
            return journal.state();
        }

        @Override
        public void close() {
            journal.close();
        }
    }

    private TestLink link() {
        return new TestLink(TestLink.broker(broker.url()), directory, intake).up();
    }

    private static String topic(String device) {
        return "v1/devices/" + device + "/telemetry";
    }

    private List<Entry> entries() throws InterruptedException {
        List<Entry> all = new ArrayList<>();
        Position after = Position.START;
        while (after.compareTo(journal.head()) < 0) {
            Journal.Batch batch = journal.read(after, 10_000, Duration.ZERO);
            all.addAll(batch.entries());
            after = batch.last();
        }
        return all;
    }

    private long readings() throws InterruptedException {
        return entries().stream()
                .mapToLong(entry -> ((Entry.Telemetry) entry).readings().size())
                .sum();
    }

    @Test
    void aFireFromAnUnregisteredDeviceIsStoredAndTheDeviceAppearsUnclaimed() throws Exception {
        try (TestLink link = link()) {
            broker.publish(topic("new-1"), "{\"fire\":true}");
            await().until(() -> link.count("acknowledged") == 1);
            assertThat(entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.fire()).isTrue());
            assertThat(registry.device("new-1")).hasValueSatisfying(device -> {
                assertThat(device.claimed()).isFalse();
                assertThat(device.kind()).isEqualTo(Kind.SMOKE);
            });
        }
    }

    @Test
    void whatIsNoTelemetryIsQuarantinedWithItsReasonAndTheRestGoesOn() throws Exception {
        String long129 = "x".repeat(129);
        try (TestLink link =
                new TestLink(TestLink.broker(broker.url(), "v1/devices/{device}/#"), directory, intake).up()) {
            broker.publish(topic("a"), "rubbish");
            broker.publish(topic("b"), "");
            broker.publish(topic(long129), "{\"smoke\":1}");
            broker.publish(topic("a b"), "{\"fire\":true}");
            broker.publish(topic(""), "{\"smoke\":1}");
            Path large = directory.resolve("large");
            java.nio.file.Files.writeString(large, "{\"smoke\":1}" + " ".repeat(300_000));
            Mosquitto.run(List.of(
                    "mosquitto_pub",
                    "-h",
                    "127.0.0.1",
                    "-p",
                    String.valueOf(broker.port),
                    "-q",
                    "1",
                    "-t",
                    topic("c"),
                    "-f",
                    large.toString()));
            broker.publish(topic("good"), "{\"smoke\":1}");
            await().until(() -> link.count("acknowledged") == 7);
        }
        List<Entry> all = entries();
        assertThat(all.subList(0, 6))
                .extracting(Entry::device, entry -> ((Entry.Rejected) entry).reason(), Entry::fire)
                .containsExactly(
                        tuple("a", "malformed-json", false),
                        tuple("b", "empty", false),
                        tuple("x".repeat(128), "invalid-device-id", false),
                        tuple("a b", "invalid-device-id", true),
                        tuple("", "invalid-device-id", false),
                        tuple("c", "too-large", false));
        assertThat(all.get(6)).isInstanceOf(Entry.Telemetry.class);
    }

    @Test
    void aMessageOfATopicThatTheConfigurationDoesNotKnowIsQuarantinedInTheBrokersName() {
        Senders senders = new Senders("broker:town", "broker:town/c", List.of());
        assertThat(senders.delivery(new Arrival("x/y", 1, 1, false, 0, new byte[0])))
                .satisfies(delivery -> {
                    assertThat(delivery.device()).isEqualTo("broker:town");
                    assertThat(delivery.profile()).isEqualTo(Decoders.UNKNOWN_TOPIC);
                });
    }

    @Test
    void whileTheJournalFailsNothingIsAcknowledgedAndAfterwardsEverythingIsStoredOnce() throws Exception {
        disk.full = true;
        try (TestLink link = link()) {
            broker.publishLines(
                    topic("d"),
                    () -> IntStream.range(0, 500)
                            .mapToObj(n -> "{\"smoke\":0.5}")
                            .iterator());
            broker.publish(topic("f"), "{\"fire\":true}");
            await().until(() -> link.count("unavailable") > 1_000);
            assertThat(link.count("acknowledged")).isZero();
            assertThat(journal.head()).isEqualTo(Position.START);
            await("the fire behind them is shown all the same").until(() -> !unstored.isEmpty());
            disk.full = false;
            await().until(() -> link.count("acknowledged") == 501);
            assertThat(readings()).isEqualTo(501);
        }
    }

    /** Equal bodies without a time: only packet id and DUP tell a repetition from news. */
    @Test
    void equalMessagesWithoutATimeAreStoredOnceEachOverBreaks() throws Exception {
        int each = 2_000;
        for (int round = 1; round <= 3; round++) {
            try (TestLink link = link()) {
                broker.publishLines(
                        topic("d"),
                        () -> IntStream.range(0, each)
                                .mapToObj(n -> "{\"smoke\":0.5}")
                                .iterator());
                broker.stop();
                broker.start();
                await().untilAsserted(() -> assertThat(link.link.problem()).isNull());
            }
        }
        try (TestLink last = link()) {
            broker.publish(topic("last"), "{\"smoke\":1}");
            await().until(() -> registry.device("last").isPresent());
            await().untilAsserted(() -> assertThat(readings()).isEqualTo(3 * each + 1));
            assertThat(last.link.problem()).isNull();
        }
    }
}
