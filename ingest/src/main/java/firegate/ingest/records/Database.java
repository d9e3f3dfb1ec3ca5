package firegate.ingest.records;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Jdbi;

/**
 * The records' database: migrated, with one connection for the writer and a pool for readers. SQLite by default, or
 * PostgreSQL; the SQL above it is the same for both.
 */
public final class Database implements AutoCloseable {

    private static final String SQLITE = "jdbc:sqlite:";
    private static final int READERS = 4;
    /** Short, because a fire must be shown within a second although the records are held by somebody else. */
    private static final Duration SERVING_WAIT = Duration.ofMillis(500);

    /** The same when PostgreSQL says nothing at all. */
    private static final Duration SERVING_SILENCE = Duration.ofMillis(800);

    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    /** A command lets the server have its turn first. */
    private static final Duration COMMAND_WAIT = Duration.ofSeconds(20);

    private final HikariDataSource writing;
    private final HikariDataSource reading;
    private final RecordsWriter writer;
    private final Jdbi reader;

    private Database(HikariDataSource writing, HikariDataSource reading, String turn) {
        this.writing = writing;
        this.reading = reading;
        this.writer = new RecordsWriter(Jdbi.create(writing), turn);
        this.reader = Jdbi.create(reading);
    }

    /**
     * Opens and migrates for the one process that serves: its waits are short, and no other can serve the same PostgreSQL
     * database meanwhile. (A SQLite file is guarded by the lock on the data directory.)
     *
     * @param url a JDBC URL
     * @throws RecordsException saying why it cannot
     */
    public static Database serve(String url, Optional<String> username, Optional<String> password) {
        return new Opening(url, username.orElse(null), password.orElse(null), true).open();
    }

    /**
     * Opens and migrates for a command, beside a process that serves or without one.
     *
     * @param url a JDBC URL
     * @throws RecordsException saying why it cannot
     */
    public static Database open(String url, Optional<String> username, Optional<String> password) {
        return new Opening(url, username.orElse(null), password.orElse(null), false).open();
    }

    private record Opening(String url, String username, String password, boolean serving) {

        Database open() {
            HikariDataSource writing = null;
            try {
                // First, because it holds the lock: nobody migrates what another firegate works on.
                writing = writers();
                migrate(writing);
                return new Database(writing, readers(), sqlite() ? null : PostgresSource.turn());
            } catch (RuntimeException e) {
                if (writing != null) {
                    writing.close();
                }
                throw RecordsException.opening(url, username, e);
            }
        }

        private boolean sqlite() {
            return url.startsWith(SQLITE);
        }

        private HikariDataSource writers() {
            Duration wait = serving ? SERVING_WAIT : COMMAND_WAIT;
            HikariConfig config = pool("records-writer", 1, wait);
            if (sqlite()) {
                sqlite(config, wait, "IMMEDIATE");
            } else {
                config.setDataSource(postgres("writer", wait, serving ? SERVING_SILENCE : SILENCE, serving));
                config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
                // The lock is not to change hands while all is well.
                config.setMaxLifetime(0);
            }
            return new HikariDataSource(config);
        }

        private HikariDataSource readers() {
            HikariConfig config = pool("records-reader", READERS, WAIT);
            if (sqlite()) {
                sqlite(config, WAIT, "DEFERRED");
            } else {
                config.setDataSource(postgres("reader", WAIT, SILENCE, false));
            }
            return new HikariDataSource(config);
        }

        private static HikariConfig pool(String name, int size, Duration wait) {
            HikariConfig config = new HikariConfig();
            config.setPoolName(name);
            config.setMaximumPoolSize(size);
            config.setMinimumIdle(1);
            config.setConnectionTimeout(wait.toMillis());
            config.setValidationTimeout(Math.min(wait.toMillis(), WAIT.toMillis()));
            return config;
        }

        private void sqlite(HikariConfig config, Duration wait, String transactions) {
            config.setJdbcUrl(url);
            config.addDataSourceProperty("journal_mode", "WAL");
            config.addDataSourceProperty("synchronous", "FULL");
            config.addDataSourceProperty("busy_timeout", Long.toString(wait.toMillis()));
            config.addDataSourceProperty("transaction_mode", transactions);
        }

        private DataSource postgres(String name, Duration lockWait, Duration answerWait, boolean serving) {
            return new PostgresSource(
                    url, username, password, new PostgresSource.Session(name, lockWait, answerWait, serving));
        }

        private void migrate(DataSource writing) {
            FluentConfiguration flyway = Flyway.configure(Database.class.getClassLoader())
                    .locations("classpath:firegate/ingest/records/migration")
                    .placeholders(Map.of("bytes", sqlite() ? "BLOB" : "BYTEA"))
                    // On PostgreSQL it works with more than one connection.
                    .dataSource(sqlite() ? writing : postgres("migration", COMMAND_WAIT, Duration.ZERO, false));
            flyway.load().migrate();
        }
    }

    /** Where every change goes through. */
    public RecordsWriter writer() {
        return writer;
    }

    /** For reading only; each use sees one committed state. */
    public Jdbi reader() {
        return reader;
    }

    @Override
    public void close() {
        reading.close();
        writing.close();
    }
}
