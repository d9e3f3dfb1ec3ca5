package firegate.gateway;

import firegate.dashboard.auth.Accounts;
import firegate.ingest.evidence.EvidenceKeeper;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.records.DeviceRegistry;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done again and again: history older than its retention is dropped, the readings around alarms are kept, what
 * commands write beside us is taken over.
 */
final class Upkeep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final long HISTORY_EVERY_MINUTES = 60;
    private static final long EVIDENCE_EVERY_SECONDS = 60;
    private static final long REFRESH_EVERY_SECONDS = 2;

    private final HistoryStore history;
    private final EvidenceKeeper evidence;
    private final Accounts accounts;
    private final DeviceRegistry registry;
    private final InstantSource clock;
    private final ScheduledExecutorService records =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "upkeep-records"));
    /** A thread of its own: while the history is slow, a token that was replaced must stop all the same. */
    private final ScheduledExecutorService stores =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "upkeep-history"));

    Upkeep(
            HistoryStore history,
            EvidenceKeeper evidence,
            Accounts accounts,
            DeviceRegistry registry,
            InstantSource clock) {
        this.history = history;
        this.evidence = evidence;
        this.accounts = accounts;
        this.registry = registry;
        this.clock = clock;
    }

    void start() {
        var history = stores.scheduleWithFixedDelay(
                () -> run(this::dropOldHistory), 1, HISTORY_EVERY_MINUTES, TimeUnit.MINUTES);
        var refresh = records.scheduleWithFixedDelay(
                () -> run(accounts::refresh), REFRESH_EVERY_SECONDS, REFRESH_EVERY_SECONDS, TimeUnit.SECONDS);
        var devices = records.scheduleWithFixedDelay(
                () -> run(registry::refresh), REFRESH_EVERY_SECONDS, REFRESH_EVERY_SECONDS, TimeUnit.SECONDS);
        var keep = stores.scheduleWithFixedDelay(
                () -> run(() -> evidence.keep(clock.millis())),
                EVIDENCE_EVERY_SECONDS,
                EVIDENCE_EVERY_SECONDS,
                TimeUnit.SECONDS);
        LOG.debug("upkeep scheduled: {} {} {} {}", history, refresh, devices, keep);
    }

    private void dropOldHistory() {
        history.enforceRetention(clock.millis());
    }

    /** A failure is tried again when its turn comes. */
    private static void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("upkeep failed; tried again later");
        }
    }

    @Override
    public void close() {
        stores.shutdown();
        records.shutdown();
    }
}
