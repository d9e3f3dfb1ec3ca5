package firegate.ingest.records;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The one writer of the records: one transaction at a time, in the order of the callers.
 *
 * <p>When a connection breaks while a transaction is being committed, nobody knows whether it was; who must not do a thing
 * twice looks at what the records hold before trying again, as {@link Counters} allow.
 */
public final class RecordsWriter {

    private final Jdbi jdbi;
    private final String turnOfProcess;
    private final ReentrantLock turn = new ReentrantLock(true);

    /** @param turnOfProcess the statement that waits for the writers of other processes; null where transactions do */
    RecordsWriter(Jdbi jdbi, String turnOfProcess) {
        this.jdbi = jdbi;
        this.turnOfProcess = turnOfProcess;
    }

    /** Runs the work in one transaction; committed and synced when it returns, undone when it throws. */
    public <T> T write(Function<Handle, T> work) {
        turn.lock();
        try {
            return transaction(work);
        } finally {
            turn.unlock();
        }
    }

    /** The same without a result. */
    public void run(Consumer<Handle> work) {
        run(work, () -> {});
    }

    /** Runs the work in one transaction, and {@code committed} after it before anyone else has a turn. */
    public void run(Consumer<Handle> work, Runnable committed) {
        turn.lock();
        try {
            inTurn(work, committed);
        } finally {
            turn.unlock();
        }
    }

    /**
     * The same for a caller who must not wait long.
     *
     * @throws RecordsBusyException when it was not its turn in time
     */
    public void run(Consumer<Handle> work, Runnable committed, Duration patience) throws InterruptedException {
        if (!turn.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new RecordsBusyException();
        }
        try {
            inTurn(work, committed);
        } finally {
            turn.unlock();
        }
    }

    private void inTurn(Consumer<Handle> work, Runnable committed) {
        transaction(handle -> {
            work.accept(handle);
            return null;
        });
        committed.run();
    }

    private <T> T transaction(Function<Handle, T> work) {
        return jdbi.inTransaction(handle -> {
            if (turnOfProcess != null) {
                handle.execute(turnOfProcess);
            }
            return work.apply(handle);
        });
    }

    /** Runs something while no transaction is under way. */
    public void between(Runnable work) {
        turn.lock();
        try {
            work.run();
        } finally {
            turn.unlock();
        }
    }
}
