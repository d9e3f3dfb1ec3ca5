package firegate.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged outlives the process, whenever it is killed. */
class JournalKillTest {

    private static final int ROUNDS = 5;

    @TempDir
    Path directory;

    @Test
    void hasEveryAcknowledgedEntryOnceAfterBeingKilledAgainAndAgain() throws Exception {
        Path file = directory.resolve("journal.db");
        long acknowledged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged = appendUntilKilled(file, acknowledged + 2000 + 700L * round);
        }

        try (SqliteJournal journal = new SqliteJournal(options(file), InstantSource.system())) {
            assertThat(journal.head().offset()).isGreaterThanOrEqualTo(acknowledged);
            List<Entry> entries = new ArrayList<>();
            while (entries.size() < journal.head().offset()) {
                entries.addAll(journal.read(Position.START.plus(entries.size()), 5000, Duration.ZERO)
                        .entries());
            }
            // Entry number n was appended as the n-th, so that a lost or doubled one shifts all that follow.
            assertThat(entries).isEqualTo(Entries.telemetries(0, entries.size()));
        }
    }

    /** @return the last offset that the process said was durable before it died */
    private long appendUntilKilled(Path file, long killAfter) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output.toFile())
                .start();
        await().atMost(Duration.ofMinutes(1)).until(() -> lastLine(output) > killAfter);
        process.destroyForcibly().waitFor();
        return lastLine(output);
    }

    private static long lastLine(Path output) throws IOException {
        String text = Files.readString(output);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1).stripTrailing();
        return whole.isEmpty() ? 0 : Long.parseLong(whole.substring(whole.lastIndexOf('\n') + 1));
    }

    private static JournalOptions options(Path file) {
        return new JournalOptions(file, true, 64 << 20, Duration.ofMinutes(10));
    }

    /** Appends for ever, in batches of 1 to 64, and prints the last offset of each batch once it is durable. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] args) {
            SqliteJournal journal = new SqliteJournal(options(Path.of(args[0])), InstantSource.system());
            for (int i = 0; ; i++) {
                long next = journal.head().offset();
                int count = 1 + i * 7 % 64;
                journal.append(Entries.telemetries(next, count)).join();
                System.out.println(next + count);
            }
        }
    }
}
