package firegate.ingest.journal;

import firegate.ingest.journal.BlockFile.Block;
import firegate.ingest.journal.BlockFile.Opener;
import firegate.ingest.journal.BlockReader.Stored;
import firegate.ingest.journal.JournalException.Cause;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteDataSource;

/**
 * The journal in one SQLite file of its own. An append is one transaction of one row per block, on the caller's thread; a
 * thread of the journal drops what nobody needs any more. Consumers that keep up are served from memory.
 */
public final class SqliteJournal implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);
    private static final long UPKEEP_MS = 100;

    private final JournalOptions options;
    private final BlockReader reader;
    private final Map<String, Long> released = new ConcurrentHashMap<>();
    private final Settler settler;
    private final ScheduledExecutorService upkeep;
    private final AtomicBoolean upkeepAsked = new AtomicBoolean();
    private final Future<?> upkeepTask;

    /** Held while the file is written; guards {@code writer}. */
    private final ReentrantLock writing = new ReentrantLock();

    private final JournalWriter writer;

    /** Held while what readers see changes; taken after {@code writing}. Guards {@code tail}. */
    private final ReentrantLock reading = new ReentrantLock();

    private final Condition appended = reading.newCondition();
    private final Tail tail = new Tail();
    private volatile long oldest;
    private volatile long head;

    /** Offset of the last entry there is; before {@code head} when the journal has lost its end and got none since. */
    private volatile long stored;

    private volatile boolean closed;

    /** @throws JournalException when the file is damaged, not a journal, or cannot be written */
    public SqliteJournal(JournalOptions options, InstantSource clock) {
        this(options, clock, SqliteJournal::connect);
    }

    SqliteJournal(JournalOptions options, InstantSource clock, Opener opener) {
        this.options = options;
        writer = new JournalWriter(options, opener, clock);
        reader = new BlockReader(options.file(), opener);
        settler = new Settler(options, opener);
        try {
            head = writer.last();
            stored = head;
            oldest = writer.oldest();
            if (head > 0) {
                fromDisk(head, 1);
            }
        } catch (JournalException e) {
            reader.close();
            writer.close();
            throw e;
        }
        upkeep = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "journal-upkeep");
            thread.setDaemon(true);
            return thread;
        });
        upkeepTask = upkeep.scheduleWithFixedDelay(this::keepUp, UPKEEP_MS, UPKEEP_MS, TimeUnit.MILLISECONDS);
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return source.getConnection();
    }

    @Override
    public CompletableFuture<Position> append(List<Entry> entries) {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("no entries to append");
        }
        writing.lock();
        try {
            requireOpen();
            long first = head + 1;
            List<List<Entry>> parts = Blocks.split(entries);
            List<Block> blocks = Blocks.encode(first, parts);
            writer.append(blocks);
            publish(blocks, parts);
            if (writer.worthSettling() && upkeepAsked.compareAndSet(false, true)) {
                upkeep.execute(this::keepUp);
            }
            return CompletableFuture.completedFuture(new Position(0, first));
        } catch (JournalException e) {
            return CompletableFuture.failedFuture(e);
        } finally {
            writing.unlock();
        }
    }

    private void publish(List<Block> blocks, List<List<Entry>> parts) {
        reading.lock();
        try {
            for (int i = 0; i < blocks.size(); i++) {
                tail.add(blocks.get(i).first(), parts.get(i), blocks.get(i).data().length);
            }
            head = blocks.get(blocks.size() - 1).last();
            stored = head;
            appended.signalAll();
        } finally {
            reading.unlock();
        }
    }

    @Override
    public Position head() {
        return new Position(0, head);
    }

    @Override
    public Batch read(Position after, int maxEntries, Duration wait) throws InterruptedException {
        long next = after.offset() + 1;
        long remaining = wait.toNanos();
        reading.lockInterruptibly();
        try {
            requireKept(next);
            while (next > stored && remaining > 0) {
                remaining = appended.awaitNanos(remaining);
                requireKept(next);
            }
            if (next > stored) {
                return new Batch(after.plus(1), List.of());
            }
            Batch batch = tail.from(next, maxEntries);
            if (batch != null) {
                return batch;
            }
        } finally {
            reading.unlock();
        }
        Batch batch = fromDisk(next, maxEntries);
        requireKept(next);
        return batch;
    }

    private Batch fromDisk(long next, int maxEntries) {
        try {
            List<Entry> entries = new ArrayList<>();
            long first = 0;
            for (Stored block : reader.read(next, stored, maxEntries)) {
                if (!entries.isEmpty() && block.first() != first + entries.size()) {
                    break;
                }
                List<Entry> decoded = decode(block);
                if (entries.isEmpty()) {
                    first = Math.max(next, block.first());
                }
                entries.addAll(decoded.subList((int) (first + entries.size() - block.first()), decoded.size()));
            }
            if (entries.isEmpty()) {
                throw new JournalException(
                        Cause.IO, "journal " + options.file() + " has lost its entries from " + next + " on", null);
            }
            return new Batch(new Position(0, first), Collections.unmodifiableList(entries));
        } catch (SQLException e) {
            throw new JournalException(Cause.IO, "journal " + options.file() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private List<Entry> decode(Stored block) {
        try {
            return BlockCodec.decode(block.first(), block.data());
        } catch (DamagedBlockException e) {
            throw new JournalException(
                    Cause.IO,
                    "journal " + options.file() + " is damaged in the block at " + block.first() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public Position before(long receivedMs) {
        try {
            return new Position(0, Math.min(head, reader.firstSince(receivedMs, oldest, head) - 1));
        } catch (SQLException e) {
            throw new JournalException(Cause.IO, "journal " + options.file() + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void release(String consumer, Position upTo) {
        released.put(consumer, upTo.offset());
        if (upTo.offset() > head) {
            continueBehind(consumer, upTo.offset());
        }
    }

    private void continueBehind(String consumer, long offset) {
        writing.lock();
        try {
            if (offset <= head) {
                return;
            }
            LOG.atError()
                    .addKeyValue("file", options.file())
                    .addKeyValue("consumer", consumer)
                    .addKeyValue("passed", offset)
                    .addKeyValue("head", head)
                    .log("journal has lost its end: a consumer has passed entries that it does not have");
            reading.lock();
            try {
                if (oldest > head) {
                    oldest = offset + 1;
                }
                head = offset;
            } finally {
                reading.unlock();
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public State state() {
        String problem = closed ? "the journal is closed" : writer.problem();
        return new State(
                problem, writer.usedBytes(), options.maxBytes(), new Position(0, oldest), new Position(0, head));
    }

    private void keepUp() {
        upkeepAsked.set(false);
        try {
            settleAside();
            writing.lock();
            try {
                if (!closed) {
                    long passed = released.values().stream()
                            .mapToLong(Long::longValue)
                            .min()
                            .orElse(0);
                    writer.upkeep(passed, first -> oldest = first);
                }
            } finally {
                writing.unlock();
            }
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("file", options.file()).setCause(e).log("journal upkeep failed");
        }
    }

    /** Does the most of it while appends go on, so that little is left to be done between two of them. */
    private void settleAside() {
        try {
            if (writer.worthSettling()) {
                settler.settle();
            }
        } catch (SQLException e) {
            writing.lock();
            try {
                writer.settlingFailed(e);
            } finally {
                writing.unlock();
            }
        }
    }

    private void requireKept(long next) {
        requireOpen();
        if (next < oldest || next > head + 1) {
            throw new JournalException(
                    Cause.OUT_OF_RANGE,
                    "entry " + next + " is not in the journal, which has " + oldest + " to " + head,
                    null);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new JournalException(Cause.CLOSED, "the journal is closed", null);
        }
    }

    @Override
    public void close() {
        stopUpkeep();
        writing.lock();
        try {
            reading.lock();
            try {
                closed = true;
                appended.signalAll();
            } finally {
                reading.unlock();
            }
            reader.close();
            writer.close();
        } finally {
            writing.unlock();
        }
    }

    private void stopUpkeep() {
        upkeepTask.cancel(false);
        upkeep.shutdown();
        try {
            if (!upkeep.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.atWarn().addKeyValue("file", options.file()).log("journal upkeep does not end");
            }
            settler.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("file", options.file()).setCause(e).log("journal not closed cleanly");
        }
    }
}
