package firegate.ingest.history.influx;

import java.time.Duration;
import java.util.Optional;

/**
 * Where InfluxDB is, as whom it is entered and what is kept there.
 *
 * @param url address, such as {@code http://influxdb:8086}
 * @param database database (1.x, 3.x) or bucket (2.x)
 * @param retention how long points are kept in a database that firegate creates
 */
public record InfluxOptions(String url, Account account, String database, Duration retention, Waits waits) {

    public InfluxOptions(String url, Account account, String database, Duration retention) {
        this(url, account, database, retention, Waits.USUAL);
    }

    /** The way into InfluxDB, which is another one since 2.0. */
    public sealed interface Account {}

    /** 1.x: none at all, or a user. */
    public record User(Optional<String> name, Optional<String> password) implements Account {
        @Override
        public String toString() {
            return "User[" + name.orElse("nobody") + "]";
        }
    }

    /**
     * 2.x and 3.x.
     *
     * @param org organization; 3.x has none
     */
    public record Token(String token, Optional<String> org) implements Account {
        @Override
        public String toString() {
            return "Token[org=" + org.orElse("none") + "]";
        }
    }

    /**
     * @param connect longest time until a connection stands
     * @param question longest time for the question which InfluxDB this is; a busy one may take seconds
     * @param answer longest silence in the middle of a write or a query
     * @param watch time between two looks whether it is there
     */
    public record Waits(Duration connect, Duration question, Duration answer, Duration watch) {
        static final Waits USUAL =
                new Waits(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(5));
    }
}
