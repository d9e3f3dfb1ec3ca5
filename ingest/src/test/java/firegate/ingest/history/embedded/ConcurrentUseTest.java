package firegate.ingest.history.embedded;

import firegate.ingest.history.ConcurrentUseContract;
import firegate.ingest.history.TestStore;
import java.nio.file.Path;

class ConcurrentUseTest extends ConcurrentUseContract {
    @Override
    protected TestStore store(Path directory) {
        return new EmbeddedTestStore(directory);
    }
}
