package firegate.ingest.pipeline;

import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Journal;
import firegate.ingest.journal.Position;
import java.time.Duration;
import java.util.function.BiConsumer;

/** Looks through the journal for fires that wait behind a backlog, before anything in it is evaluated. */
final class FireScan {

    private final JournalReader reader;
    private Position at = Position.START;
    private Position end = Position.START;

    FireScan(JournalReader reader) {
        this.reader = reader;
    }

    /** Looks through what lies behind {@code after}, up to {@code last}. */
    void begin(Position after, Position last) {
        at = after;
        end = last;
    }

    boolean isDone() {
        return at.compareTo(end) >= 0;
    }

    /** Looks through the next entries. */
    void next(BiConsumer<Position, Entry> found) throws InterruptedException {
        Journal.Batch batch = reader.read(at, Duration.ZERO);
        if (batch.isEmpty()) {
            at = reader.problem() == null ? end : reader.skipLost(at);
            return;
        }
        at = batch.last();
        for (int i = 0; i < batch.entries().size(); i++) {
            if (batch.entries().get(i).fire()) {
                found.accept(batch.first().plus(i), batch.entries().get(i));
            }
        }
    }
}
