package firegate.ingest.records;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The one writer of the records: one transaction at a time, in the order of the callers. */
public final class RecordsWriter {

    private final Jdbi jdbi;
    private final ReentrantLock turn = new ReentrantLock(true);

    RecordsWriter(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Runs the work in one transaction; committed and synced when it returns, undone when it throws. */
    public <T> T write(Function<Handle, T> work) {
        turn.lock();
        try {
            return jdbi.inTransaction(work::apply);
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
            jdbi.useTransaction(work::accept);
            committed.run();
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
            jdbi.useTransaction(work::accept);
            committed.run();
        } finally {
            turn.unlock();
        }
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
