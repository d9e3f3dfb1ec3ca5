package firegate.ingest.history.embedded;

import firegate.ingest.history.TestStore;
import firegate.ingest.history.WindowsContract;
import java.nio.file.Path;

class WindowsTest extends WindowsContract {
    @Override
    protected TestStore store(Path directory) {
        return new EmbeddedTestStore(directory);
    }
}
