package firegate.ingest.records;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/**
 * The records' database: migrated, with one connection for the writer and a pool for readers. SQLite by default; nothing in
 * the SQL above it is SQLite's own.
 */
public final class Database implements AutoCloseable {

    private static final int READERS = 4;
    /** Short, because a fire must be shown within a second although the records are held by somebody else. */
    private static final long WRITER_WAIT_MS = 500;

    private static final long READER_WAIT_MS = 5_000;

    private final HikariDataSource writing;
    private final HikariDataSource reading;
    private final RecordsWriter writer;
    private final Jdbi reader;

    private Database(HikariDataSource writing, HikariDataSource reading) {
        this.writing = writing;
        this.reading = reading;
        this.writer = new RecordsWriter(Jdbi.create(writing));
        this.reader = Jdbi.create(reading);
    }

    /**
     * Opens and migrates.
     *
     * @param url a JDBC URL
     */
    public static Database open(String url, Optional<String> username, Optional<String> password) {
        boolean sqlite = url.startsWith("jdbc:sqlite:");
        HikariDataSource writing = pool("records-writer", 1, url, username, password, sqlite);
        try {
            Flyway.configure(Database.class.getClassLoader())
                    .dataSource(writing)
                    .locations("classpath:firegate/ingest/records/migration")
                    .placeholders(Map.of("bytes", sqlite ? "BLOB" : "BYTEA"))
                    .load()
                    .migrate();
            return new Database(writing, pool("records-reader", READERS, url, username, password, sqlite));
        } catch (RuntimeException e) {
            writing.close();
            throw e;
        }
    }

    private static HikariDataSource pool(
            String name, int size, String url, Optional<String> username, Optional<String> password, boolean sqlite) {
        boolean writer = size == 1;
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(writer ? WRITER_WAIT_MS : READER_WAIT_MS);
        username.ifPresent(config::setUsername);
        password.ifPresent(config::setPassword);
        if (sqlite) {
            config.addDataSourceProperty("journal_mode", "WAL");
            config.addDataSourceProperty("synchronous", "FULL");
            config.addDataSourceProperty("busy_timeout", Long.toString(writer ? WRITER_WAIT_MS : READER_WAIT_MS));
            config.addDataSourceProperty("transaction_mode", writer ? "IMMEDIATE" : "DEFERRED");
        }
        return new HikariDataSource(config);
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
