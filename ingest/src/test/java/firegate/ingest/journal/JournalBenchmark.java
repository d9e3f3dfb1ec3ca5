package firegate.ingest.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Synced appends in the batches that intake makes: {@code JournalBenchmark DIRECTORY ROUNDS}, where DIRECTORY is on the disk
 * to be measured. Without and with entries being dropped behind the writer. The candidates take turns for a second each; the
 * fastest round of each is shown, because other load only slows them.
 */
public final class JournalBenchmark {

    private static final int[] BATCHES = {1, 64, 512, 4096};
    private static final List<String> CANDIDATES = List.of("sqlite", "sqlite, dropping");
    private static final long ROUND_NANOS = 1_000_000_000;

    private JournalBenchmark() {}

    /** What is measured. */
    private interface Candidate extends AutoCloseable {
        void append(long first, List<Entry> entries) throws Exception;

        @Override
        void close();
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        int rounds = Integer.parseInt(args[1]);
        System.out.printf(
                "%-18s %6s %10s %10s %7s %7s %7s %8s%n",
                "journal", "batch", "entries/s", "commits/s", "p50 us", "p99 us", "max us", "B/entry");
        for (int batch : BATCHES) {
            Map<String, Result> best = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                for (String name : CANDIDATES) {
                    Path directory = Files.createTempDirectory(root, "journal");
                    try (Candidate candidate = open(name, directory)) {
                        best.merge(name, measure(candidate, batch, directory), Result::faster);
                    }
                    delete(directory);
                }
            }
            best.forEach((name, result) -> System.out.printf("%-18s %s%n", name, result.line()));
        }
    }

    private record Result(double commitsPerSecond, String line) {
        static Result faster(Result one, Result other) {
            return one.commitsPerSecond > other.commitsPerSecond ? one : other;
        }
    }

    private static Candidate open(String name, Path directory) {
        SqliteJournal journal = new SqliteJournal(
                new JournalOptions(directory.resolve("journal.db"), true, 8L << 30, Duration.ZERO),
                InstantSource.system());
        boolean dropping = name.endsWith("dropping");
        return new Candidate() {
            @Override
            public void append(long first, List<Entry> entries) {
                journal.append(entries).join();
                if (dropping) {
                    journal.release("only", journal.head());
                }
            }

            @Override
            public void close() {
                journal.close();
            }
        };
    }

    private static Result measure(Candidate candidate, int batch, Path directory) throws Exception {
        List<Entry> entries = Entries.telemetries(0, batch);
        long[] latencies = new long[1 << 20];
        int commits = 0;
        long first = 1;
        long begun = System.nanoTime();
        long now = begun;
        while (now - begun < ROUND_NANOS && commits < latencies.length) {
            candidate.append(first, entries);
            first += batch;
            long then = now;
            now = System.nanoTime();
            latencies[commits++] = now - then;
        }
        double seconds = (now - begun) / 1e9;
        double bytesPerEntry = size(directory) / (double) (first - 1);
        Arrays.sort(latencies, 0, commits);
        String line = "%6d %,10.0f %,10.0f %7d %7d %7d %8.0f"
                .formatted(
                        batch,
                        (first - 1) / seconds,
                        commits / seconds,
                        latencies[commits / 2] / 1000,
                        latencies[(int) (commits * 0.99)] / 1000,
                        latencies[commits - 1] / 1000,
                        bytesPerEntry);
        return new Result(commits / seconds, line);
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
