package firegate.ingest.history;

/** A place for one history, opened by the tests as often as they like. */
public interface TestStore extends AutoCloseable {

    HistoryStore open();

    /** Waits until everything written to an open store is visible to its queries. */
    void awaitVisible(HistoryStore history) throws InterruptedException;

    /** Last instant that the store keeps, epoch milliseconds. */
    long lastTimeMs();

    @Override
    void close();
}
