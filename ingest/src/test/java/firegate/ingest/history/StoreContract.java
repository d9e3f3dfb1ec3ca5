package firegate.ingest.history;

import firegate.ingest.journal.Entry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One open store for each test; the same tests run on every kind of store. */
public abstract class StoreContract {

    @TempDir
    protected Path directory;

    protected TestStore store;
    protected HistoryStore history;

    /** A new, empty place for a history. */
    protected abstract TestStore store(Path directory);

    @BeforeEach
    void openStore() {
        store = store(directory);
        history = store.open();
    }

    @AfterEach
    void closeStore() {
        history.close();
        store.close();
    }

    protected void reopen() {
        history.close();
        history = store.open();
    }

    protected void awaitVisible() throws InterruptedException {
        store.awaitVisible(history);
    }

    protected void write(Entry.Telemetry... entries) throws InterruptedException {
        history.write(List.of(entries));
        awaitVisible();
    }
}
