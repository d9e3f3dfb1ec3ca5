package firegate.ingest.records;

import org.jdbi.v3.core.Handle;

/** Numbers in the records that go up with each change of a sort, so that a process learns what others have written. */
public final class Counters {

    /** The last change that people made to devices, sites and tokens. */
    public static final String REGISTRY = "registry";

    /** Commits of the consumer of the alarms. */
    public static final String COMMITS = "commits";

    private Counters() {}

    public static long of(Handle handle, String name) {
        return handle.createQuery("SELECT number FROM counter WHERE name = ?")
                .bind(0, name)
                .mapTo(Long.class)
                .one();
    }

    /** Counts one on and returns the new number; only within a transaction of the writer. */
    public static long next(Handle handle, String name) {
        handle.execute("UPDATE counter SET number = number + 1 WHERE name = ?", name);
        return of(handle, name);
    }
}
