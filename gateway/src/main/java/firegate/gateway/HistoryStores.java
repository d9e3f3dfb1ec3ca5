package firegate.gateway;

import firegate.gateway.config.Config;
import firegate.gateway.config.Secret;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.history.embedded.QuestDbHistory;
import firegate.ingest.history.influx.InfluxHistory;
import firegate.ingest.history.influx.InfluxOptions;
import java.nio.file.Path;
import java.time.Duration;

/** The history store that the configuration asks for; the other one is not even loaded. */
final class HistoryStores {

    private HistoryStores() {}

    static HistoryStore open(Config config, Path data) {
        Duration retention = config.history().retention();
        return switch (config.history().store()) {
            case EMBEDDED -> new QuestDbHistory(data.resolve("history"), retention);
            case INFLUXDB -> new InfluxHistory(options(config.influxdb().orElseThrow(), retention));
        };
    }

    /** A token belongs to 2.x and 3.x, a database to 1.x; the configuration has exactly one of them. */
    private static InfluxOptions options(Config.Influxdb influxdb, Duration retention) {
        return influxdb.token()
                .map(token -> new InfluxOptions(
                        influxdb.url(),
                        new InfluxOptions.Token(token.value(), influxdb.org()),
                        influxdb.bucket().orElseThrow(),
                        retention))
                .orElseGet(() -> new InfluxOptions(
                        influxdb.url(),
                        new InfluxOptions.User(
                                influxdb.username(), influxdb.password().map(Secret::value)),
                        influxdb.database().orElseThrow(),
                        retention));
    }
}
