package firegate.ingest.intake;

import firegate.ingest.decode.Decoders;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Journal;
import firegate.ingest.journal.JournalOptions;
import firegate.ingest.journal.Position;
import firegate.ingest.journal.SqliteJournal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An intake on a real journal with a clock that stands still, and what came out of it. */
final class IntakeRig implements AutoCloseable {

    static final long NOW = 1_760_000_000_000L;

    final FakeDirectory directory = new FakeDirectory();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final List<String> fires = Collections.synchronizedList(new ArrayList<>());
    final Journal journal;
    final Intake intake;
    private long receivedMs = NOW;

    IntakeRig(Path directoryOfFile) throws InterruptedException {
        this(open(directoryOfFile), options(100_000, 64 << 20));
    }

    IntakeRig(Journal journal, IntakeOptions options) throws InterruptedException {
        this.journal = journal;
        FireLane lane = new FireLane() {
            @Override
            public void durable(Position position, Entry entry) {
                fires.add("durable " + position.offset() + " " + entry.device());
            }

            @Override
            public void unstored(Entry entry, String cause) {
                fires.add("unstored " + entry.device());
            }
        };
        intake = new Intake(
                journal,
                Decoders.builtIn(),
                directory,
                lane,
                options,
                InstantSource.fixed(Instant.ofEpochMilli(NOW)),
                registry);
        intake.start();
    }

    static Journal open(Path directory) {
        return new SqliteJournal(
                new JournalOptions(directory.resolve("journal.db"), true, 64 << 20, Duration.ofMinutes(10)),
                InstantSource.fixed(Instant.ofEpochMilli(NOW)));
    }

    static IntakeOptions options(int maxQueued, long maxBytes) {
        return new IntakeOptions(
                Duration.ofSeconds(60), Duration.ofDays(400), Duration.ofMinutes(10), 30_000, maxQueued, maxBytes);
    }

    /** Everything sent from now on was received that much later. */
    IntakeRig later(Duration time) {
        receivedMs += time.toMillis();
        return this;
    }

    Delivery delivery(String device, int packetId, boolean redelivery, String body) {
        return new Delivery(
                device,
                null,
                "client-" + device,
                "v1/devices/me/telemetry",
                "native",
                packetId,
                redelivery,
                receivedMs,
                body.getBytes(StandardCharsets.UTF_8));
    }

    Outcome send(Delivery delivery) {
        return send(List.of(delivery)).get(0);
    }

    List<Outcome> send(List<Delivery> deliveries) {
        return intake.submit(deliveries).orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** First delivery, QoS 1. */
    Outcome first(String device, int packetId, String body) {
        return send(delivery(device, packetId, false, body));
    }

    /** With the DUP flag. */
    Outcome again(String device, int packetId, String body) {
        return send(delivery(device, packetId, true, body));
    }

    /** QoS 0 or HTTP. */
    Outcome unnumbered(String device, String body) {
        return send(delivery(device, Delivery.NO_PACKET_ID, false, body));
    }

    List<Entry> entries() throws InterruptedException {
        Position head = journal.head();
        List<Entry> entries = new ArrayList<>();
        while (entries.size() < head.offset()) {
            entries.addAll(journal.read(Position.START.plus(entries.size()), 1000, Duration.ZERO)
                    .entries());
        }
        return entries;
    }

    Entry.Telemetry last() throws InterruptedException {
        return (Entry.Telemetry) entries().get(entries().size() - 1);
    }

    int storedReadings() throws InterruptedException {
        int count = 0;
        for (Entry entry : entries()) {
            count += entry instanceof Entry.Telemetry telemetry
                    ? telemetry.readings().size()
                    : 0;
        }
        return count;
    }

    @Override
    public void close() {
        intake.close();
        journal.close();
    }
}
