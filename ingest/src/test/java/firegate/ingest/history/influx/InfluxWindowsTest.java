package firegate.ingest.history.influx;

import firegate.ingest.history.TestStore;
import firegate.ingest.history.WindowsContract;
import java.nio.file.Path;

class InfluxWindowsTest extends WindowsContract {
    @Override
    protected TestStore store(Path directory) {
        return new InfluxTestStore(Influxd.shared());
    }
}
