package firegate.ingest.history.embedded;

import firegate.ingest.device.Kind;
import firegate.ingest.history.HistoryQuery;
import firegate.ingest.history.HistoryQuery.Aggregate;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.history.PointSink;
import firegate.ingest.journal.Entry;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Rates and latencies of the embedded store. Arguments: an empty directory, devices, minutes between their readings, days.
 * Each reading has three metrics. Run with the class path of the tests.
 */
public final class HistoryBench {

    private static final long END = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    private static final int BATCH = 5_000;
    private static final int ROUNDS = 15;

    private final Path directory;
    private final int devices;
    private final long stepMs;
    private final int days;

    private HistoryBench(String[] args) {
        directory = Path.of(args[0]);
        devices = Integer.parseInt(args[1]);
        stepMs = Long.parseLong(args[2]) * 60_000;
        days = Integer.parseInt(args[3]);
    }

    public static void main(String[] args) throws Exception {
        new HistoryBench(args).run();
    }

    private long start() {
        return END - Duration.ofDays(days).toMillis();
    }

    private static String device(int i) {
        return "device-" + i;
    }

    private void run() throws Exception {
        say("memory before: %d MiB resident".formatted(residentKib() / 1024));
        long opened = System.nanoTime();
        try (QuestDbHistory history = new QuestDbHistory(directory, Duration.ofDays(400))) {
            say("opened in %d ms, %d MiB resident"
                    .formatted((System.nanoTime() - opened) / 1_000_000, residentKib() / 1024));
            write(history);
            long day = Duration.ofDays(1).toMillis();
            read(history, "1 device, all days, raw", series(0, 1), start(), 0, Aggregate.MEAN);
            read(
                    history,
                    "1 device, all days, 1,000 windows",
                    series(0, 1),
                    start(),
                    (END - start()) / 1000,
                    Aggregate.MEAN);
            read(
                    history,
                    "1 device, all days, 1,000 windows p95",
                    series(0, 1),
                    start(),
                    (END - start()) / 1000,
                    Aggregate.P95);
            read(history, "100 devices, 1 day, raw", series(0, Math.min(100, devices)), END - day, 0, Aggregate.MEAN);
            read(
                    history,
                    "100 devices, 1 day, 5m windows",
                    series(0, Math.min(100, devices)),
                    END - day,
                    300_000,
                    Aggregate.MAX);
            latest(history);
            time(
                    "metrics of 1 device, all days",
                    () -> history.series(List.of(device(7)), start(), END).size());
            idle();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            long bytes = files.filter(Files::isRegularFile)
                    .mapToLong(f -> f.toFile().length())
                    .sum();
            say("%d MiB on disk".formatted(bytes >> 20));
        }
    }

    private void write(QuestDbHistory history) throws InterruptedException {
        long begun = System.nanoTime();
        long readings = 0;
        List<Entry.Telemetry> batch = new ArrayList<>(BATCH);
        for (long time = start(); time < END; time += stepMs) {
            for (int i = 0; i < devices; i++) {
                // Devices do not send in step: each has its own second of the interval.
                long own = time + (i * 7919L) % stepMs;
                double value = i + Math.sin(own / 1e7);
                MetricValues values = new MetricValues(
                        new String[] {"pressure", "flow", "temperature"}, new double[] {value, -value, 20});
                Reading reading = new Reading(own, Reading.TimeSource.DEVICE, own, values);
                batch.add(new Entry.Telemetry(
                        device(i),
                        Kind.HYDRANT,
                        "site-" + i / 10,
                        null,
                        own,
                        List.of(reading),
                        List.of(),
                        0,
                        Map.of()));
                if (batch.size() == BATCH) {
                    history.write(batch);
                    readings += batch.size();
                    batch.clear();
                }
            }
        }
        history.write(batch);
        readings += batch.size();
        double written = seconds(begun);
        boolean visible = history.awaitVisible(Duration.ofMinutes(10));
        double all = seconds(begun);
        say("%,d readings of 3 values: durable %,.0f readings/s, visible %,.0f readings/s (%s), %d MiB resident"
                .formatted(readings, readings / written, readings / all, visible, residentKib() / 1024));
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static List<SeriesId> series(int from, int to) {
        List<SeriesId> series = new ArrayList<>();
        for (int i = from; i < to; i++) {
            series.add(new SeriesId(device(i), "pressure"));
        }
        return series;
    }

    private void read(
            QuestDbHistory history, String what, List<SeriesId> series, long from, long window, Aggregate aggregate)
            throws Exception {
        time(what, () -> {
            Counter counter = new Counter();
            history.query(new HistoryQuery(series, from, END, window, aggregate, Long.MAX_VALUE, false), counter);
            return counter.points;
        });
    }

    private void latest(QuestDbHistory history) throws Exception {
        time("latest of all devices", () -> {
            Counter counter = new Counter();
            history.query(new HistoryQuery(series(0, devices), 0, END, 0, Aggregate.MEAN, 1, true), counter);
            return counter.points;
        });
    }

    private interface Work {
        long run();
    }

    /** Median and worst of the rounds; the processor time of the calling thread stays the same on a busy machine. */
    private static void time(String what, Work work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[] ms = new double[ROUNDS];
        double[] cpuMs = new double[ROUNDS];
        long points = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long cpu = threads.getCurrentThreadCpuTime();
            long begun = System.nanoTime();
            points = work.run();
            ms[round] = seconds(begun) * 1000;
            cpuMs[round] = (threads.getCurrentThreadCpuTime() - cpu) / 1e6;
        }
        Arrays.sort(ms);
        Arrays.sort(cpuMs);
        say("%s: %,d points, median %.1f ms (%.1f ms of processor), worst %.1f ms"
                .formatted(what, points, ms[ROUNDS / 2], cpuMs[ROUNDS / 2], ms[ROUNDS - 1]));
    }

    private static void idle() throws Exception {
        var os = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        // Until the compiler has done what the rounds before gave it to do.
        Thread.sleep(20_000);
        System.gc();
        long cpu = os.getProcessCpuTime();
        Thread.sleep(10_000);
        say("idle: %.2f %% of a core, %d MiB resident"
                .formatted((os.getProcessCpuTime() - cpu) / 1e8, residentKib() / 1024));
    }

    private static long residentKib() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return Long.parseLong(lines.filter(line -> line.startsWith("VmRSS"))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll("\\D", ""));
        } catch (IOException e) {
            return -1;
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private static final class Counter implements PointSink {
        long points;

        @Override
        public void series(SeriesId series) {}

        @Override
        public boolean point(long timeMs, double value) {
            points++;
            return true;
        }
    }
}
