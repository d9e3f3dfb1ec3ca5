package firegate.ingest.history.embedded;

import firegate.ingest.history.HistoryException;
import firegate.ingest.history.HistoryQuery;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.history.PointSink;
import firegate.ingest.journal.Entry;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CairoException;
import io.questdb.cairo.TableReader;
import io.questdb.cairo.TableToken;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContextImpl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * History in a QuestDB of our own process: no port, no thread but one that applies commits. What {@link #write} took is on
 * disk when it returns and visible to queries a moment later.
 */
public final class QuestDbHistory implements HistoryStore {

    private static final long DAY_MS = Duration.ofDays(1).toMillis();

    private final long retentionMs;
    private final CairoEngine engine;
    private final SqlExecutionContextImpl admin;
    private final WalApplier applier;
    private final PointWriter writer;
    private final PointReader reader;
    // QuestDB's memory is not the JVM's: whoever uses it holds one of these while close() waits for the other.
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private final Object writing = new Object();
    private volatile boolean closed;

    /**
     * Opens or creates the history below a directory and takes it into sole use.
     *
     * @param retention how long points are kept once {@link #enforceRetention} is called
     * @throws HistoryException when it cannot, for example because another process has it open
     */
    public QuestDbHistory(Path directory, Duration retention) {
        this(directory, retention, QuestDbSettings::new);
    }

    QuestDbHistory(Path directory, Duration retention, Function<Path, QuestDbSettings> settings) {
        retentionMs = retention.toMillis();
        QuestDbLog.install();
        CairoEngine opened = null;
        try {
            Files.createDirectories(directory);
            opened = new LeanEngine(settings.apply(directory));
            opened.load();
            admin = new SqlExecutionContextImpl(opened, 0).with(AllowAllSecurityContext.INSTANCE);
            TableToken table = PointTable.open(opened, admin);
            applier = new WalApplier(opened, table);
            writer = new PointWriter(opened, table);
        } catch (IOException | SqlException | CairoException e) {
            QuestDbLog.drain();
            if (opened != null) {
                opened.close();
            }
            throw new HistoryException(
                    "the embedded history in " + directory + " cannot be opened: " + e.getMessage(), e);
        }
        engine = opened;
        reader = new PointReader(engine);
        applier.start();
    }

    @Override
    public void write(List<Entry.Telemetry> entries) {
        use(() -> {
            synchronized (writing) {
                String problem = applier.problem();
                if (problem != null) {
                    throw new HistoryException(problem, null);
                }
                applier.awaitRoom();
                applier.committed(writer.write(entries));
            }
        });
    }

    @Override
    public void query(HistoryQuery query, PointSink sink) {
        use(() -> reader.query(query, new OpenSink(sink)));
    }

    @Override
    public List<SeriesId> series(List<String> devices, long fromMs, long toMs) {
        Lock lock = enter();
        try {
            return reader.series(devices, fromMs, toMs);
        } finally {
            lock.unlock();
        }
    }

    /** Values that are durable but that queries do not see yet. */
    public long unapplied() {
        return applier.unapplied();
    }

    /**
     * Waits until everything written before is visible to queries.
     *
     * @return false when that took longer
     */
    public boolean awaitVisible(Duration most) throws InterruptedException {
        return applier.awaitApplied(most.toMillis());
    }

    /** Removes the days (UTC) whose points are all older than the retention. */
    @Override
    public void enforceRetention(long nowMs) {
        Instant day = Instant.ofEpochMilli(Math.floorDiv(nowMs - retentionMs, DAY_MS) * DAY_MS);
        use(() -> {
            try (TableReader table = engine.getReader(PointTable.NAME)) {
                if (table.size() == 0 || table.getMinTimestamp() >= day.toEpochMilli() * 1000) {
                    return;
                }
                engine.execute("ALTER TABLE points DROP PARTITION WHERE ts < '" + day + "'", admin);
            } catch (SqlException | CairoException e) {
                throw new HistoryException(
                        "the embedded history cannot drop days before " + day + ": " + e.getMessage(), e);
            }
            applier.wake();
        });
    }

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    public String problem() {
        return closed ? "the embedded history is closed" : applier.problem();
    }

    @Override
    public void close() {
        closed = true;
        applier.signalClose();
        use.writeLock().lock();
        try {
            if (!engine.isClosing()) {
                engine.signalClose();
                applier.close();
                reader.close();
                admin.close();
                engine.close();
                QuestDbLog.drain();
            }
        } finally {
            use.writeLock().unlock();
        }
    }

    private interface Use {
        void run() throws InterruptedException;
    }

    private void use(Use use) {
        Lock lock = enter();
        try {
            use.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HistoryException("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private Lock enter() {
        Lock lock = use.readLock();
        lock.lock();
        if (closed) {
            lock.unlock();
            throw new HistoryException("the embedded history is closed", null);
        }
        return lock;
    }

    /** Ends a query at its next point when the store is being closed. */
    private final class OpenSink implements PointSink {
        private final PointSink sink;

        OpenSink(PointSink sink) {
            this.sink = sink;
        }

        @Override
        public void series(SeriesId series) {
            sink.series(series);
        }

        @Override
        public boolean point(long timeMs, double value) {
            if (closed) {
                throw new HistoryException("the embedded history is closed", null);
            }
            return sink.point(timeMs, value);
        }
    }
}
