package firegate.ingest.intake;

import firegate.ingest.decode.Decoded;
import firegate.ingest.decode.Decoders;
import firegate.ingest.device.DeviceDirectory;
import firegate.ingest.intake.IntakeQueue.Refusal;
import firegate.ingest.intake.IntakeQueue.Submission;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Journal;
import firegate.ingest.journal.Position;
import firegate.ingest.journal.ReadingKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what the edges receive, makes it durable and says so. Bodies are decoded on the caller's thread; one thread then makes
 * entries of everything that waits, appends them to the journal as one unit, and gives the outcomes. That thread alone keeps
 * the order of a device.
 */
public final class Intake implements DeliverySink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final int REBUILD_ENTRIES = 8192;

    private final Journal journal;
    private final Decoders decoders;
    private final FireLane fireLane;
    private final DeviceDirectory directory;
    private final IntakeOptions options;
    private final InstantSource clock;
    private final IntakeQueue queue;
    private final DuplicateWindow window;
    private final RecentReadings recent;
    private final EntryMaker entryMaker;
    private final IntakeMetrics metrics;
    private final Thread thread = new Thread(this::run, "intake");
    private boolean failing;

    public Intake(
            Journal journal,
            Decoders decoders,
            DeviceDirectory directory,
            FireLane fireLane,
            IntakeOptions options,
            InstantSource clock,
            MeterRegistry registry) {
        this.journal = journal;
        this.decoders = decoders;
        this.fireLane = fireLane;
        this.directory = directory;
        this.options = options;
        this.clock = clock;
        queue = new IntakeQueue(options.maxQueuedDeliveries(), options.maxQueuedBytes());
        long windowMs = options.duplicateWindow().toMillis();
        window = new DuplicateWindow(windowMs, options.maxDuplicateKeys(), clock.millis() - windowMs);
        recent = new RecentReadings(window);
        entryMaker = new EntryMaker(directory, options);
        metrics = new IntakeMetrics(registry, queue, window);
    }

    /**
     * Learns from the journal what came within the duplicate window, then begins to take deliveries from the queue.
     *
     * @throws firegate.ingest.journal.JournalException when the journal cannot be read
     */
    public void start() throws InterruptedException {
        Position newest = journal.head();
        Position since =
                journal.before(clock.millis() - options.duplicateWindow().toMillis());
        // Keys of entries further back would be forgotten again on the way to the newest.
        Position reach = newest.plus(-options.maxDuplicateKeys());
        Position after = since.compareTo(reach) > 0 ? since : reach;
        while (after.compareTo(newest) < 0) {
            Journal.Batch batch = journal.read(after, REBUILD_ENTRIES, Duration.ZERO);
            if (batch.isEmpty()) {
                break;
            }
            batch.entries().forEach(this::learn);
            after = batch.last();
        }
        thread.start();
    }

    private void learn(Entry entry) {
        if (entry instanceof Entry.Telemetry telemetry) {
            window.advance(entry.receivedMs());
            for (ReadingKey key : telemetry.keys()) {
                if (!key.equals(ReadingKey.NONE)) {
                    window.add(key, entry.receivedMs());
                }
            }
        }
    }

    @Override
    public CompletableFuture<List<Outcome>> submit(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        List<Decoded> decoded = new ArrayList<>(deliveries.size());
        long bytes = 0;
        for (Delivery delivery : deliveries) {
            decoded.add(decoders.decode(delivery.profile(), delivery.payload()));
            bytes += delivery.payload().length;
        }
        Submission submission = new Submission(deliveries, decoded, bytes, new CompletableFuture<>());
        Refusal refusal = queue.offer(submission);
        if (refusal != null) {
            refuse(submission, refusal);
        }
        return submission.outcomes();
    }

    /** Whether edges should stop reading from their connections. */
    public boolean congested() {
        return queue.congested();
    }

    /** Has {@code listener} called, on a thread of the intake, whenever a congestion has ended. */
    public void onRelief(Runnable listener) {
        queue.onRelief(listener);
    }

    private void refuse(Submission submission, Refusal refusal) {
        String cause = switch (refusal) {
            case FULL -> "too many messages wait to be stored";
            case CLOSED -> "firegate is shutting down";
        };
        // An entry maker of its own: this is not the intake thread. No reading counts as known, for nothing is stored.
        EntryMaker maker = new EntryMaker(directory, options);
        RecentReadings none = new RecentReadings(new DuplicateWindow(0, 0, 0));
        for (int i = 0; i < submission.deliveries().size(); i++) {
            if (EntryMaker.fire(submission.decoded().get(i))) {
                fireLane.unstored(
                        maker.make(
                                submission.deliveries().get(i),
                                submission.decoded().get(i),
                                none),
                        cause);
            }
        }
        metrics.unavailable(submission.deliveries().size());
        submission.outcomes().complete(unavailable(submission, cause));
    }

    private void run() {
        try {
            List<Submission> batch = queue.take();
            while (!batch.isEmpty()) {
                try {
                    store(batch);
                } catch (RuntimeException e) {
                    LOG.atError().setCause(e).log("intake failed on a batch; it is not acknowledged");
                    fail(batch, List.of(), "internal error: " + e);
                } finally {
                    queue.done(batch);
                }
                batch = queue.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void store(List<Submission> batch) {
        long begun = System.nanoTime();
        List<Entry> entries = new ArrayList<>();
        recent.begin(newest(batch));
        for (Submission submission : batch) {
            for (int i = 0; i < submission.deliveries().size(); i++) {
                entries.add(make(
                        submission.deliveries().get(i), submission.decoded().get(i)));
            }
        }
        Position first;
        try {
            first = journal.append(Collections.unmodifiableList(entries)).join();
        } catch (CompletionException e) {
            fail(batch, entries, e.getCause().getMessage());
            return;
        }
        recent.keep();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).fire()) {
                fireLane.durable(first.plus(i), entries.get(i));
            }
        }
        metrics.stored(entries, System.nanoTime() - begun);
        if (failing) {
            failing = false;
            LOG.info("intake stores and acknowledges again");
        }
        complete(batch, entries);
    }

    private Entry make(Delivery delivery, Decoded decoded) {
        try {
            return entryMaker.make(delivery, decoded, recent);
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("device", delivery.device()).setCause(e).log("intake failed on a message");
            return EntryMaker.failed(delivery, decoded, e);
        }
    }

    private static long newest(List<Submission> batch) {
        long newestMs = Long.MIN_VALUE;
        for (Submission submission : batch) {
            for (Delivery delivery : submission.deliveries()) {
                newestMs = Math.max(newestMs, delivery.receivedMs());
            }
        }
        return newestMs;
    }

    private static void complete(List<Submission> batch, List<Entry> entries) {
        int next = 0;
        for (Submission submission : batch) {
            List<Outcome> outcomes = new ArrayList<>(submission.deliveries().size());
            for (int i = 0; i < submission.deliveries().size(); i++) {
                outcomes.add(
                        entries.get(next++) instanceof Entry.Rejected rejected
                                ? new Outcome.Quarantined(rejected.reason(), rejected.detail())
                                : Outcome.DURABLE);
            }
            submission.outcomes().complete(outcomes);
        }
    }

    private void fail(List<Submission> batch, List<Entry> entries, String cause) {
        recent.forget();
        if (!failing) {
            failing = true;
            LOG.atError().addKeyValue("cause", cause).log("intake cannot store; nothing is acknowledged");
        }
        for (Entry entry : entries) {
            if (entry.fire()) {
                fireLane.unstored(entry, cause);
            }
        }
        for (Submission submission : batch) {
            metrics.unavailable(submission.deliveries().size());
            submission.outcomes().complete(unavailable(submission, cause));
        }
    }

    private static List<Outcome> unavailable(Submission submission, String cause) {
        return Collections.nCopies(submission.deliveries().size(), new Outcome.Unavailable(cause));
    }

    /** Stores what was taken, gives the outcomes, and takes no more. */
    @Override
    public void close() {
        queue.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
