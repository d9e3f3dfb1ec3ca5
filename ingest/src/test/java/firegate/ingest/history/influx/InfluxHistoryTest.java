package firegate.ingest.history.influx;

import firegate.ingest.history.PointsContract;
import firegate.ingest.history.TestStore;
import java.nio.file.Path;

class InfluxHistoryTest extends PointsContract {
    @Override
    protected TestStore store(Path directory) {
        return new InfluxTestStore(Influxd.shared());
    }
}
