package firegate.gateway.mqtt.broker;

import firegate.gateway.bench.Load;
import firegate.gateway.bench.LoadOptions;
import firegate.gateway.bench.LoadResult;
import firegate.gateway.bench.OneDeviceEach;
import firegate.gateway.mqtt.Pressure;
import firegate.ingest.decode.Decoders;
import firegate.ingest.intake.FireLane;
import firegate.ingest.intake.Intake;
import firegate.ingest.intake.IntakeOptions;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.JournalOptions;
import firegate.ingest.journal.Position;
import firegate.ingest.journal.SqliteJournal;
import firegate.ingest.records.Database;
import firegate.ingest.records.DeviceRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/**
 * 200 devices with 20 messages in flight each at a Mosquitto: alone, then with the link and the synced journal behind it, then
 * what the link drains from a full queue.
 */
final class BrokerBenchmark {

    private static final int DEVICES = 200;

    private BrokerBenchmark() {}

    /** @param args messages of each run; 400,000 when there is none */
    public static void main(String[] args) throws Exception {
        long messages = args.length == 0 ? 400_000 : Long.parseLong(args[0]);
        Path directory = Files.createTempDirectory("broker-benchmark");
        try (Mosquitto broker = new Mosquitto(directory.resolve("mosquitto")).start()) {
            System.out.println("Mosquitto alone:          " + load(broker, messages));
            run(broker, directory, messages);
        }
    }

    private static void run(Mosquitto broker, Path directory, long messages) throws Exception {
        InstantSource clock = InstantSource.system();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (Database database = Database.open(
                        "jdbc:sqlite:" + directory.resolve("records.db"), Optional.empty(), Optional.empty());
                SqliteJournal journal = new SqliteJournal(
                        new JournalOptions(directory.resolve("journal.db"), true, 8L << 30, Duration.ofMinutes(10)),
                        clock);
                Intake intake = new Intake(
                        journal,
                        Decoders.builtIn(),
                        new DeviceRegistry(database, false, clock),
                        new NoFires(),
                        new IntakeOptions(Duration.ofMinutes(1), Duration.ofDays(400), Duration.ofMinutes(10)),
                        clock,
                        meters)) {
            intake.start();
            long begun = System.nanoTime();
            try (TestLink link = new TestLink(TestLink.broker(broker.url()), directory, intake, Pressure.NONE).up()) {
                System.out.println("with the link behind it:  " + load(broker, messages));
                drained(link, messages, begun);
            }
            System.out.println("the link is away:         " + load(broker, messages));
            begun = System.nanoTime();
            try (TestLink link = new TestLink(TestLink.broker(broker.url()), directory, intake, Pressure.NONE).up()) {
                drained(link, messages, begun);
            }
        }
    }

    private static void drained(TestLink link, long messages, long begunNanos) throws InterruptedException {
        while (link.count("acknowledged") < messages) {
            Thread.sleep(5);
        }
        double seconds = (System.nanoTime() - begunNanos) / 1e9;
        System.out.printf(Locale.ROOT, "  all in the journal after %.2f s: %,.0f msg/s%n", seconds, messages / seconds);
    }

    private static LoadResult load(Mosquitto broker, long messages) throws Exception {
        return new Load(new LoadOptions(
                        "127.0.0.1",
                        broker.port,
                        DEVICES,
                        20,
                        messages / DEVICES,
                        Duration.ofMinutes(5),
                        0,
                        Optional.empty(),
                        new OneDeviceEach(
                                "load-",
                                "v1/devices/{device}/telemetry",
                                "{\"smoke\":0.02,\"temperature\":22.5,\"battery\":91}",
                                System.currentTimeMillis()),
                        false,
                        Optional.empty()))
                .run(1);
    }

    private static final class NoFires implements FireLane {

        @Override
        public void durable(Position position, Entry entry) {
            // there is no alarm desk
        }

        @Override
        public void unstored(Entry entry, String cause) {
            // there is no alarm desk
        }
    }
}
