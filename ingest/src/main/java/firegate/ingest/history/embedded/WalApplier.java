package firegate.ingest.history.embedded;

import firegate.ingest.history.HistoryException;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.O3PartitionPurgeJob;
import io.questdb.cairo.TableToken;
import io.questdb.cairo.wal.ApplyWal2TableJob;
import io.questdb.cairo.wal.CheckWalTransactionsJob;
import io.questdb.cairo.wal.WalPurgeJob;
import io.questdb.cairo.wal.seq.SeqTxnTracker;
import io.questdb.std.str.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that moves synced commits from QuestDB's write-ahead log into the table, where queries see them, and
 * removes files that nothing needs any more. It sleeps while nothing is written.
 */
final class WalApplier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WalApplier.class);
    private static final long CHORES_MS = 5_000;
    private static final long MOST_WAITING_COMMITS = 200;
    private static final long ROOM_TIMEOUT_MS = 60_000;

    private final CairoEngine engine;
    private final TableToken table;
    private final SeqTxnTracker commits;
    private final ApplyWal2TableJob apply;
    private final CheckWalTransactionsJob check;
    private final WalPurgeJob purgeLog;
    private final O3PartitionPurgeJob purgePartitions;
    private final Thread thread = new Thread(this::run, "history-apply");
    private final Semaphore work = new Semaphore(0);
    private final Object state = new Object();
    private final Deque<Commit> unapplied = new ArrayDeque<>();
    private volatile long unappliedValues;
    private volatile boolean closing;
    private volatile String problem;
    private final long resumeMs;
    private long resumedAt;

    private record Commit(long number, long values) {}

    WalApplier(CairoEngine engine, TableToken table) {
        this.resumeMs = ((QuestDbSettings) engine.getConfiguration()).resumeMs();
        this.engine = engine;
        this.table = table;
        this.apply = new ApplyWal2TableJob(engine, 0);
        this.check = new CheckWalTransactionsJob(engine);
        this.purgeLog = new WalPurgeJob(engine);
        this.purgePartitions = new O3PartitionPurgeJob(engine, 1);
        check.run(0);
        this.commits = engine.getTableSequencerAPI().getTxnTracker(table);
    }

    void start() {
        thread.start();
    }

    /** Something else than values was committed. */
    void wake() {
        work.release();
    }

    /** So many values were committed, the last ones in the log. */
    void committed(long values) {
        synchronized (state) {
            unapplied.add(new Commit(commits.getSeqTxn(), values));
            unappliedValues += values;
        }
        work.release();
    }

    /** Values that are durable and not in the table yet. After a start, only those that were committed since. */
    long unapplied() {
        return unappliedValues;
    }

    /** Why commits cannot be applied, or null. */
    String problem() {
        return problem;
    }

    /** Waits until a commit more may wait in the log: an endless backlog would make every restart slow. */
    void awaitRoom() throws InterruptedException {
        if (!await(commits.getSeqTxn() - MOST_WAITING_COMMITS, ROOM_TIMEOUT_MS)) {
            throw new HistoryException(
                    problem != null ? problem : "the embedded history falls behind what is written to it", null);
        }
    }

    /** @return whether everything committed before the call became visible in time */
    boolean awaitApplied(long timeoutMs) throws InterruptedException {
        return await(commits.getSeqTxn(), timeoutMs);
    }

    private boolean await(long commit, long timeoutMs) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        synchronized (state) {
            while (commits.getWriterTxn() < commit) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (leftMs <= 0 || closing || problem != null) {
                    return false;
                }
                state.wait(leftMs);
            }
            return true;
        }
    }

    private void run() {
        try {
            while (!closing) {
                round();
                QuestDbLog.drain();
                sleep();
            }
        } finally {
            apply.close();
            purgeLog.close();
            purgePartitions.close();
            QuestDbLog.drain();
            Path.clearThreadLocals();
        }
    }

    private void round() {
        try {
            applyAll();
            judge();
            chores();
        } catch (RuntimeException | Error e) {
            // Without this thread nothing written would ever be seen.
            LOG.error("the embedded history stumbled and goes on", e);
            tell("the embedded history cannot apply its commits: " + e.getMessage());
        }
    }

    private void tell(String found) {
        synchronized (state) {
            problem = found;
            state.notifyAll();
        }
    }

    private void applyAll() {
        while (!closing && apply.run(0, () -> closing)) {
            forgetApplied();
        }
        forgetApplied();
    }

    private void forgetApplied() {
        synchronized (state) {
            long applied = commits.getWriterTxn();
            while (!unapplied.isEmpty() && unapplied.peek().number() <= applied) {
                unappliedValues -= unapplied.poll().values();
            }
            state.notifyAll();
        }
    }

    /** QuestDB stops applying after an error, such as a full disk, until it is told to go on. */
    private void judge() {
        if (!commits.isSuspended()) {
            if (problem != null && commits.getWriterTxn() >= commits.getSeqTxn()) {
                LOG.info("the embedded history applies its commits again");
                problem = null;
            }
            return;
        }
        String found = "the embedded history cannot apply its commits: " + commits.getErrorMessage();
        if (problem == null) {
            LOG.error("{}; trying again every {} s", found, resumeMs / 1000);
        }
        tell(found);
        long now = engine.getConfiguration().getMillisecondClock().getTicks();
        if (now - resumedAt >= resumeMs) {
            resumedAt = now;
            engine.getTableSequencerAPI().resumeTable(table, 0);
            applyAll();
        }
    }

    private void chores() {
        check.run(0);
        purgePartitions.drain(0);
        purgeLog.run(0);
        engine.releaseInactive();
    }

    private void sleep() {
        try {
            if (work.tryAcquire(problem == null ? CHORES_MS : resumeMs, TimeUnit.MILLISECONDS)) {
                work.drainPermits();
            }
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    /** Ends all waiting, and the thread after the commit that it applies; the others are applied at the next start. */
    void signalClose() {
        closing = true;
        work.release();
        synchronized (state) {
            state.notifyAll();
        }
    }

    @Override
    public void close() {
        signalClose();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // Freeing QuestDB's memory under a thread that still uses it would end the process.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
