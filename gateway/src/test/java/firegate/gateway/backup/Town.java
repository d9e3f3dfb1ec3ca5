package firegate.gateway.backup;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;

/** Records and journal of a small town in their SQLite files: each block becomes one alarm, read blocks are dropped. */
public final class Town implements AutoCloseable {
    private static final int KEPT_BLOCKS = 20_000;

    private final Connection records;
    private final Connection journal;
    private final AtomicLong written = new AtomicLong();
    private volatile boolean stopped;

    private Town(Connection records, Connection journal) {
        this.records = records;
        this.journal = journal;
    }

    public static Town create(Path data) throws SQLException {
        Connection records = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("records.db"));
        Connection journal = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("journal.db"));
        execute(records, "PRAGMA journal_mode = WAL");
        execute(records, "CREATE TABLE cursor (consumer TEXT, part INTEGER, position INTEGER)");
        execute(records, "INSERT INTO cursor VALUES ('alarms', 0, 0)");
        execute(records, "CREATE TABLE alarm (id INTEGER PRIMARY KEY)");
        execute(journal, "PRAGMA journal_mode = WAL");
        execute(journal, "CREATE TABLE block (first INTEGER PRIMARY KEY, data BLOB)");
        return new Town(records, journal);
    }

    /** One block, one alarm, one step of the cursor. */
    public synchronized void write() throws SQLException {
        long position = written.get() + 1;
        execute(journal, "INSERT INTO block VALUES (" + position + ", randomblob(200))");
        records.setAutoCommit(false);
        execute(records, "INSERT INTO alarm VALUES (" + position + ")");
        execute(records, "UPDATE cursor SET position = " + position);
        records.commit();
        execute(journal, "DELETE FROM block WHERE first <= " + (position - KEPT_BLOCKS));
        written.set(position);
    }

    public Thread writeUntilClosed() {
        Thread writer = new Thread(() -> {
            try {
                while (!stopped) {
                    write();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        return writer;
    }

    public void stop() {
        stopped = true;
    }

    public long written() {
        return written.get();
    }

    public static long number(Path file, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.getLong(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        records.close();
        journal.close();
    }
}
