package firegate.ingest.history.embedded;

import static firegate.ingest.history.Sent.sent;

import firegate.ingest.journal.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A process that writes until it is killed and says after each batch which one is durable. */
final class KilledWriter {

    static final int BATCH = 50;
    static final long T0 = 1_760_000_000_000L;

    private KilledWriter() {}

    /** @param args directory, first batch to write */
    public static void main(String[] args) {
        QuestDbHistory history = new QuestDbHistory(Path.of(args[0]), Duration.ofDays(400));
        for (int batch = Integer.parseInt(args[1]); ; batch++) {
            List<Entry.Telemetry> entries = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                entries.add(sent("sd-" + i, time(batch), "smoke", batch, "temperature", 1000 + batch));
            }
            history.write(entries);
            System.out.println(batch);
        }
    }

    /** Mostly going on; now and then into an older day. */
    static long time(int batch) {
        return batch % 7 == 0 ? T0 - Duration.ofDays(3).toMillis() + batch : T0 + batch * 1000L;
    }
}
