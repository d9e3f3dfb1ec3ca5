package firegate.ingest.history.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.history.Answer;
import firegate.ingest.history.Answer.Point;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KillTest {

    @TempDir
    Path directory;

    /** Each round goes on in the directory that the last kill left, and repeats the batch that it may have torn. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void everyWriteThatReturnedIsThereOnceAfterKill() throws Exception {
        long seed = System.nanoTime();
        System.out.println("kills, seed " + seed);
        Random random = new Random(seed);
        int durable = 0;
        for (int round = 0; round < 3; round++) {
            durable = writeUntilKilled(durable, 5 + random.nextInt(40));
            assertHeld(durable);
        }
    }

    private int writeUntilKilled(int first, int batches) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        directory.toString(),
                        String.valueOf(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int last = first - 1;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            while (last < first + batches) {
                last = batchOf(lines.readLine());
            }
            // By its handle: the process itself would close the stream with what it said last.
            process.toHandle().destroyForcibly();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = batchOf(line);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return last;
    }

    private static int batchOf(String line) {
        assertThat(line).as("the writer's report").matches("\\d+");
        return Integer.parseInt(line);
    }

    private void assertHeld(int lastBatch) throws InterruptedException {
        try (QuestDbHistory history = new QuestDbHistory(directory, Duration.ofDays(400))) {
            assertThat(history.awaitVisible(Duration.ofSeconds(60))).isTrue();
            for (int device = 0; device < KilledWriter.BATCH; device++) {
                assertSeries(history, device, "smoke", lastBatch, 0);
                assertSeries(history, device, "temperature", lastBatch, 1000);
            }
        }
    }

    private static void assertSeries(QuestDbHistory history, int device, String metric, int lastBatch, int above) {
        List<Point> points = Answer.raw(history, "sd-" + device, metric, 0, Long.MAX_VALUE);
        Map<Long, Double> byTime = new HashMap<>();
        for (Point point : points) {
            assertThat(byTime.put(point.timeMs(), point.value()))
                    .as("second point at %s", point)
                    .isNull();
        }
        for (int batch = 0; batch <= lastBatch; batch++) {
            assertThat(byTime).containsEntry(KilledWriter.time(batch), (double) above + batch);
        }
        assertThat(points.size()).as("at most one write did not return").isLessThanOrEqualTo(lastBatch + 2);
    }
}
