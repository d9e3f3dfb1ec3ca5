package firegate.ingest.records;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes connections to PostgreSQL as the records need them; what the server's or the role's settings say comes second. */
final class PostgresSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSource.class);
    private static final int CONNECT_SECONDS = 5;

    /** "fire" in ASCII; with the schema it makes the keys of our advisory locks, which hold for one database. */
    private static final int SERVING = 0x66697265;

    private static final int WRITING = SERVING + 1;

    private final transient Session session;

    /**
     * @param name for the server's list of its clients
     * @param lockWait most time to wait for what another session holds
     * @param answerWait most time without a sign of the server before it counts as lost
     * @param serving whether the connection holds the lock that only one firegate can have
     */
    record Session(String name, Duration lockWait, Duration answerWait, boolean serving) {}

    PostgresSource(String url, String username, String password, Session session) {
        this.session = session;
        setURL(url);
        if (username != null) {
            setUser(username);
            setPassword(password);
        }
        setApplicationName("firegate " + session.name());
        setConnectTimeout(CONNECT_SECONDS);
        setTcpKeepAlive(true);
        setReWriteBatchedInserts(true);
    }

    /** Waits for the transactions of other processes, so that the audit trail has one writer at a time. */
    static String turn() {
        return "SELECT pg_advisory_xact_lock(" + WRITING + ", hashtext(current_schema()))";
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        Connection connection = super.getConnection(user, password);
        try (Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(
                    Runnable::run, Math.toIntExact(session.answerWait().toMillis()));
            prepare(statement);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void prepare(Statement statement) throws SQLException {
        statement.execute("SET lock_timeout = " + session.lockWait().toMillis());
        // The server notices within seconds that we are gone, and lets go of our locks.
        statement.execute("SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3");
        if (setting(statement, "SHOW synchronous_commit").equals("off")) {
            statement.execute("SET synchronous_commit = on");
        }
        if (setting(statement, "SELECT current_schema()") == null) {
            throw new RecordsException("have no schema to work in: create the one that the search path names", null);
        }
        if (session.serving()) {
            serve(statement);
        }
    }

    private static void serve(Statement statement) throws SQLException {
        try {
            statement.execute("SELECT pg_advisory_lock(" + SERVING + ", hashtext(current_schema()))");
        } catch (SQLException e) {
            if (RecordsException.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw new RecordsException(
                        "are in use by another firegate; stop that one, or give this one a database of its own", null);
            }
            throw e;
        }
        if (setting(statement, "SHOW fsync").equals("off")) {
            LOG.atWarn().log("PostgreSQL runs with fsync = off: a power cut can lose or damage the records");
        }
    }

    private static String setting(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }
}
