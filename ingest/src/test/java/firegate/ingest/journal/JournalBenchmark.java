package firegate.ingest.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * Synced appends in the batches that intake makes: {@code JournalBenchmark DIRECTORY SECONDS}, where DIRECTORY is on the disk
 * to be measured. Without and with entries being dropped behind the writer.
 */
public final class JournalBenchmark {

    private static final int[] BATCHES = {1, 64, 512, 4096};

    private JournalBenchmark() {}

    /** What is measured. */
    private interface Candidate extends AutoCloseable {
        void append(long first, List<Entry> entries) throws Exception;

        @Override
        void close();
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        long nanos = (long) (Double.parseDouble(args[1]) * 1e9);
        for (boolean warm : new boolean[] {true, false}) {
            if (!warm) {
                System.out.printf(
                        "%-18s %6s %10s %10s %7s %7s %7s %8s%n",
                        "journal", "batch", "entries/s", "commits/s", "p50 us", "p99 us", "max us", "B/entry");
            }
            for (int batch : BATCHES) {
                for (String name : new String[] {"sqlite", "rocksdb", "sqlite, dropping", "rocksdb, dropping"}) {
                    Path directory = Files.createTempDirectory(root, "journal");
                    String line;
                    try (Candidate candidate = open(name, directory)) {
                        line = measure(candidate, batch, warm ? nanos / 4 : nanos, directory);
                    }
                    delete(directory);
                    if (!warm) {
                        System.out.printf("%-18s %s%n", name, line);
                    }
                }
            }
        }
    }

    private static Candidate open(String name, Path directory) throws RocksDBException {
        if (name.startsWith("rocksdb")) {
            return new Rocks(directory, name.endsWith("dropping"));
        }
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

    /** One key for each block, the same bytes as in SQLite, synced write-ahead log; dropped by ranges of 64 blocks. */
    private static final class Rocks implements Candidate {
        private static final int DROP_BLOCKS = 64;

        private final RocksDB db;
        private final WriteOptions synced;
        private final boolean dropping;
        private long dropped;
        private int blocks;

        Rocks(Path directory, boolean dropping) throws RocksDBException {
            RocksDB.loadLibrary();
            this.dropping = dropping;
            synced = new WriteOptions().setSync(true);
            db = RocksDB.open(
                    new Options().setCreateIfMissing(true).setCompressionType(CompressionType.NO_COMPRESSION),
                    directory.toString());
        }

        @Override
        public void append(long first, List<Entry> entries) throws RocksDBException {
            for (BlockFile.Block block : Blocks.encode(first, Blocks.split(entries))) {
                db.put(synced, key(block.first()), block.data());
                if (dropping && ++blocks % DROP_BLOCKS == 0) {
                    db.deleteRange(synced, key(dropped), key(block.first()));
                    dropped = block.first();
                }
            }
        }

        private static byte[] key(long first) {
            return ByteBuffer.allocate(8).putLong(first).array();
        }

        @Override
        public void close() {
            db.close();
        }
    }

    private static String measure(Candidate candidate, int batch, long nanos, Path directory) throws Exception {
        List<Entry> entries = Entries.telemetries(0, batch);
        long[] latencies = new long[1 << 20];
        int commits = 0;
        long first = 1;
        long begun = System.nanoTime();
        long now = begun;
        while (now - begun < nanos && commits < latencies.length) {
            candidate.append(first, entries);
            first += batch;
            long then = now;
            now = System.nanoTime();
            latencies[commits++] = now - then;
        }
        double seconds = (now - begun) / 1e9;
        double bytesPerEntry = size(directory) / (double) (first - 1);
        Arrays.sort(latencies, 0, commits);
        return "%6d %,10.0f %,10.0f %7d %7d %7d %8.0f"
                .formatted(
                        batch,
                        (first - 1) / seconds,
                        commits / seconds,
                        latencies[commits / 2] / 1000,
                        latencies[(int) (commits * 0.99)] / 1000,
                        latencies[commits - 1] / 1000,
                        bytesPerEntry);
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
