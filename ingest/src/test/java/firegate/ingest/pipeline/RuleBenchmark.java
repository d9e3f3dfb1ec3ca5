package firegate.ingest.pipeline;

import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.ReadingKey;
import firegate.ingest.records.Database;
import firegate.ingest.records.DeviceRecords;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.rule.DeviceState;
import firegate.ingest.rule.Rule;
import firegate.ingest.rule.RuleBook;
import firegate.ingest.rule.RuleEngine;
import firegate.ingest.rulebook.RuleBookReader;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import firegate.ingest.telemetry.Reading.TimeSource;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Readings per second of processor time, which other load on the machine does not change: {@code RuleBenchmark DEVICES ROUNDS}.
 * Seven devices in ten are smoke detectors, two hydrants, one a charging port, each with three values a reading; one reading in
 * a thousand meets a rule. The best of the rounds is shown.
 */
public final class RuleBenchmark {

    private static final int READINGS = 400_000;
    private static final long START_MS = 1_760_000_000_000L;
    private static final List<Kind> KINDS = List.of(Kind.SMOKE, Kind.HYDRANT, Kind.EV_CHARGING);
    private static final String[][] METRICS = {
        {"smoke", "temperature", "battery"},
        {"pressure", "flow", "battery"},
        {"power", "current", "battery_temperature"}
    };
    private static final double[][] USUAL = {{0.01, 22, 90}, {0.31, 0, 90}, {800, 4, 31}};
    private static final double[][] MET = {{0.2, 58, 90}, {0.09, 0, 90}, {800, 4, 61}};

    private final List<Entry> entries = new ArrayList<>();
    private final int devices;

    private RuleBenchmark(int devices) {
        this.devices = devices;
        Random random = new Random(1);
        for (int i = 0; i < READINGS; i++) {
            int device = random.nextInt(devices);
            int kind = device % 10 < 7 ? 0 : device % 10 < 9 ? 1 : 2;
            double[] values = (random.nextInt(1000) == 0 ? MET : USUAL)[kind].clone();
            values[0] *= 1 + random.nextDouble() / 100;
            long timeMs = START_MS + i * 60_000L / devices;
            Reading reading = new Reading(
                    timeMs, TimeSource.RECEIPT, Reading.NO_DEVICE_TIME, new MetricValues(METRICS[kind], values));
            entries.add(new Entry.Telemetry(
                    "device-" + device,
                    KINDS.get(kind),
                    null,
                    null,
                    timeMs,
                    List.of(reading),
                    List.of(ReadingKey.NONE),
                    0,
                    Map.of()));
        }
    }

    public static void main(String[] args) throws Exception {
        RuleBenchmark benchmark = new RuleBenchmark(Integer.parseInt(args[0]));
        int rounds = Integer.parseInt(args[1]);
        RuleBook book = RuleBookReader.builtIn();
        benchmark.best("engine, built-in rules", rounds, READINGS, () -> benchmark.engine(book));
        benchmark.best("engine, five times the rules", rounds, READINGS, () -> benchmark.engine(times(book, 5)));
        Path directory = Files.createTempDirectory("rules");
        try (Database database =
                Database.open("jdbc:sqlite:" + directory.resolve("records.db"), Optional.empty(), Optional.empty())) {
            DeviceRegistry registry = new DeviceRegistry(database, true, InstantSource.system());
            benchmark.best("watch: rules, alarms, accounts", rounds, READINGS, () -> benchmark.watch(book, registry));
            Watch watch = benchmark.watch(book, registry);
            List<DeviceState> states = List.copyOf(watch.changes().states);
            benchmark.best(
                    "states committed",
                    rounds,
                    states.size(),
                    () -> database.writer()
                            .run(handle -> DeviceRecords.putStates(
                                    handle,
                                    states.stream().map(DeviceState::snapshot).toList())));
        }
    }

    /** The same conditions under other names, each a cause of its own. */
    private static RuleBook times(RuleBook book, int times) {
        List<Rule> rules = new ArrayList<>();
        for (Rule rule : book.rules()) {
            for (int i = 0; i < times; i++) {
                rules.add(new Rule(
                        rule.id() + i,
                        1,
                        rule.kinds(),
                        rule.cause() + i,
                        rule.rank(),
                        rule.latched(),
                        rule.levels(),
                        rule.title(),
                        rule.message(),
                        rule.source(),
                        true));
            }
        }
        return new RuleBook(rules);
    }

    private void engine(RuleBook book) {
        RuleEngine engine = new RuleEngine(book);
        DeviceState[] states = new DeviceState[devices];
        for (Entry entry : entries) {
            int device = Integer.parseInt(entry.device(), 7, entry.device().length(), 10);
            if (states[device] == null) {
                states[device] = new DeviceState(entry.device(), entry.kind(), book);
            }
            engine.seen(states[device], entry.receivedMs(), signal -> {});
            for (Reading reading : ((Entry.Telemetry) entry).readings()) {
                engine.accept(states[device], reading, entry.receivedMs(), false, signal -> {});
            }
            if (engine.nextDeadlineMs(states[device]) <= entry.receivedMs()) {
                engine.tick(states[device], entry.receivedMs(), signal -> {});
            }
        }
    }

    private Watch watch(RuleBook book, DeviceRegistry registry) {
        long[] id = {0};
        Watch watch = new Watch(new RuleEngine(book), registry, 300_000, () -> "alarm-" + id[0]++, START_MS);
        long position = 0;
        for (Entry entry : entries) {
            watch.count(++position, entry);
            watch.tick(entry.receivedMs(), entry.receivedMs());
            watch.take(entry, false, entry.receivedMs());
        }
        return watch;
    }

    private void best(String name, int rounds, int units, Runnable work) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < rounds; round++) {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            work.run();
            best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
        }
        System.out.printf("%-32s %,12.0f/s %8.0f ns%n", name, units * 1e9 / best, (double) best / units);
    }
}
