package firegate.ingest.history.influx;

import firegate.ingest.history.HistoryStore;
import firegate.ingest.history.TestStore;
import firegate.ingest.history.influx.InfluxOptions.User;
import firegate.ingest.history.influx.InfluxOptions.Waits;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of its own on a server, kept for ever: the tests write times of all ages. */
record InfluxTestStore(Influxd server, String database) implements TestStore {

    static final Waits SHORT =
            new Waits(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofMillis(50));
    private static final AtomicInteger COUNT = new AtomicInteger();

    InfluxTestStore(Influxd server) {
        this(server, "test-" + COUNT.incrementAndGet());
    }

    static InfluxOptions options(Influxd server, String database) {
        return new InfluxOptions(
                server.url(), new User(Optional.empty(), Optional.empty()), database, Duration.ofDays(36_500), SHORT);
    }

    @Override
    public HistoryStore open() {
        return new InfluxHistory(options(server, database));
    }

    @Override
    public void awaitVisible(HistoryStore history) {}

    @Override
    public long lastTimeMs() {
        return InfluxQl.MAX_TIME_MS;
    }

    @Override
    public void close() {
        server.ask("DROP DATABASE \"" + database + '"');
    }
}
