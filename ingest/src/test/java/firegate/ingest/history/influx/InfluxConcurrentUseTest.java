package firegate.ingest.history.influx;

import firegate.ingest.history.ConcurrentUseContract;
import firegate.ingest.history.TestStore;
import java.nio.file.Path;

class InfluxConcurrentUseTest extends ConcurrentUseContract {
    @Override
    protected TestStore store(Path directory) {
        return new InfluxTestStore(Influxd.shared());
    }
}
