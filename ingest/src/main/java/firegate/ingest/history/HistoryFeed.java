package firegate.ingest.history;

import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Journal;
import firegate.ingest.journal.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries readings from the journal to the history store: read in order, written durably, then accounted for, then released.
 * While the store is down they wait in the journal. A crash between any two steps repeats the batch, which changes nothing in
 * the store, and moves the accounts once.
 */
public final class HistoryFeed implements AutoCloseable {

    /** Name under which the journal knows this consumer. */
    public static final String CONSUMER = "history";

    private static final Logger LOG = LoggerFactory.getLogger(HistoryFeed.class);
    private static final int MOST_ENTRIES = 20_000;
    private static final Duration READ_WAIT = Duration.ofMillis(250);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final Journal journal;
    private final HistoryStore store;
    private final StoredAccounts accounts;
    private final LongSupplier clockMs;
    private final Pauses pauses;
    private final Thread thread = new Thread(this::run, "history-feed");
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Position position;
    private volatile Trouble trouble;
    private long carriedAt;

    /**
     * @param start the durable cursor: everything up to it is in the store and accounted for
     * @param clockMs now, epoch milliseconds
     */
    public HistoryFeed(
            Journal journal, Position start, HistoryStore store, StoredAccounts accounts, LongSupplier clockMs) {
        this(journal, start, store, accounts, clockMs, Pauses.USUAL);
    }

    HistoryFeed(
            Journal journal,
            Position start,
            HistoryStore store,
            StoredAccounts accounts,
            LongSupplier clockMs,
            Pauses pauses) {
        this.journal = journal;
        this.position = start;
        this.store = store;
        this.accounts = accounts;
        this.clockMs = clockMs;
        this.pauses = pauses;
        this.carriedAt = System.nanoTime() - pauses.gather.toNanos();
    }

    /**
     * @param gather least time between two batches that are not full: each costs the store syncs and megabytes of merging,
     *     however small it is. A reading that comes after a pause goes at once
     * @param firstRetry pause after a first failure; doubled after each further one
     * @param lastRetry longest pause
     */
    record Pauses(Duration gather, Duration firstRetry, Duration lastRetry) {
        static final Pauses USUAL = new Pauses(Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofSeconds(10));
    }

    private record Trouble(String message, long oldestMs) {}

    public void start() {
        journal.release(CONSUMER, position);
        thread.start();
    }

    /** Everything up to here is durable in the store and accounted for. */
    public Position position() {
        return position;
    }

    /** Why readings are waiting and for how long the oldest of them, in a sentence; null when all is well. */
    public String problem() {
        Trouble now = trouble;
        if (now == null) {
            return thread.isAlive() || closing.getCount() == 0 || thread.getState() == Thread.State.NEW
                    ? null
                    : "the history feed has ended";
        }
        String age = now.oldestMs < 0
                ? ""
                : "; the oldest waiting reading is " + Math.max(0, clockMs.getAsLong() - now.oldestMs) / 1000
                        + " s old";
        return now.message + age;
    }

    private void run() {
        Position read = position;
        try {
            while (!closed()) {
                Journal.Batch batch = gather(read);
                if (!batch.isEmpty()) {
                    if (!carry(batch)) {
                        return;
                    }
                    read = batch.last();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("history feed interrupted", e);
        }
    }

    /** What came since the last batch. */
    private Journal.Batch gather(Position after) throws InterruptedException {
        Journal.Batch batch = read(after, MOST_ENTRIES, READ_WAIT);
        if (batch.isEmpty()) {
            return batch;
        }
        List<Entry> entries = new ArrayList<>(batch.entries());
        while (entries.size() < MOST_ENTRIES && !closed()) {
            Duration left = pauses.gather.minusNanos(System.nanoTime() - carriedAt);
            if (left.isNegative() || left.isZero()) {
                break;
            }
            Journal.Batch more = read(after.plus(entries.size()), MOST_ENTRIES - entries.size(), left);
            entries.addAll(more.entries());
        }
        return new Journal.Batch(batch.first(), entries);
    }

    private Journal.Batch read(Position after, int most, Duration wait) throws InterruptedException {
        Retry retry = new Retry();
        while (true) {
            try {
                Journal.Batch batch = journal.read(after, most, wait);
                retry.succeeded();
                return batch;
            } catch (RuntimeException e) {
                if (!retry.pause("the history feed cannot read the journal: " + e.getMessage(), -1, e)) {
                    return new Journal.Batch(after, List.of());
                }
            }
        }
    }

    /** @return false when the feed was closed before the batch was through */
    private boolean carry(Journal.Batch batch) throws InterruptedException {
        Retry retry = new Retry();
        Delivery delivery = new Delivery(batch, store, accounts);
        while (true) {
            try {
                delivery.run();
                position = batch.last();
                journal.release(CONSUMER, position);
                break;
            } catch (RuntimeException | Error e) {
                if (!retry.pause(e.getMessage() == null ? e.toString() : e.getMessage(), delivery.oldestMs(), e)) {
                    return false;
                }
            }
        }
        retry.succeeded();
        carriedAt = System.nanoTime();
        return true;
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    /** Growing pauses between the attempts at one thing, told to {@link #problem} and once to the log. */
    private final class Retry {
        private Duration pause = pauses.firstRetry;
        private String reported;

        /** @return false when the feed was closed meanwhile */
        boolean pause(String message, long oldestMs, Throwable cause) throws InterruptedException {
            trouble = new Trouble(message, oldestMs);
            if (!message.equals(reported)) {
                LOG.error("history waits: {}", message, cause);
                reported = message;
            }
            boolean closed = closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(pauses.lastRetry) < 0 ? doubled : pauses.lastRetry;
            return !closed;
        }

        void succeeded() {
            if (reported != null) {
                LOG.info("history goes on");
                trouble = null;
            }
        }
    }

    /** Finishes the batch in hand, unless the store is down, and stops. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSE_WAIT.toMillis());
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(CLOSE_WAIT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
