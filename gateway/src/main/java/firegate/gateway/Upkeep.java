package firegate.gateway;

import firegate.ingest.history.embedded.QuestDbHistory;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done once an hour: history older than its retention is dropped. */
final class Upkeep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final long EVERY_MINUTES = 60;

    private final QuestDbHistory history;
    private final InstantSource clock;
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "upkeep"));

    Upkeep(QuestDbHistory history, InstantSource clock) {
        this.history = history;
        this.clock = clock;
    }

    void start() {
        var unused = executor.scheduleWithFixedDelay(this::run, 1, EVERY_MINUTES, TimeUnit.MINUTES);
    }

    private void run() {
        try {
            history.enforceRetention(clock.millis());
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("old history could not be dropped; tried again in an hour");
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
