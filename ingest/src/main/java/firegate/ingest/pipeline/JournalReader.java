package firegate.ingest.pipeline;

import firegate.ingest.journal.Journal;
import firegate.ingest.journal.JournalException;
import firegate.ingest.journal.Position;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the journal for the desk and remembers why it could not. */
final class JournalReader {

    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);
    private static final int ENTRIES = 2_000;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Journal journal;
    private volatile String problem;

    JournalReader(Journal journal) {
        this.journal = journal;
    }

    /** Why nothing was read, in a sentence, or null. */
    String problem() {
        return problem;
    }

    /** Entries behind a position; empty when none came in time, or none can be read. */
    Journal.Batch read(Position after, Duration wait) throws InterruptedException {
        try {
            Journal.Batch batch = journal.read(after, ENTRIES, wait);
            problem = null;
            return batch;
        } catch (JournalException e) {
            if (problem == null) {
                LOG.atError().setCause(e).log("the journal cannot be read");
            }
            problem = "alarms cannot read the journal: " + e.getMessage();
            Thread.sleep(PAUSE.toMillis());
            return new Journal.Batch(after.plus(1), List.of());
        }
    }

    /** The first position behind {@code after} that can still be read; {@code after} itself unless entries were lost. */
    Position skipLost(Position after) {
        Position beforeOldest = journal.state().oldest().plus(-1);
        return problem != null && after.compareTo(beforeOldest) < 0 ? beforeOldest : after;
    }
}
