package firegate.ingest.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What makes an SQLite file a journal of firegate, and whether a file is one. */
final class JournalFormat {

    static final int VERSION = 1;

    /** {@code fgjl} in ASCII. */
    private static final int APPLICATION = 0x66676a6c;

    private static final int PAGE_BYTES = 4096;

    private JournalFormat() {}

    /** Gives a new file its form; refuses a file of another kind. SQLite itself refuses one that is cut short. */
    static void check(Connection connection, Path file) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 2000");
            statement.execute("PRAGMA page_size = " + PAGE_BYTES);
            long application = number(statement, "PRAGMA application_id");
            boolean fresh = application == 0 && number(statement, "SELECT count(*) FROM sqlite_schema") == 0;
            if (fresh) {
                statement.execute("PRAGMA application_id = " + APPLICATION);
                statement.execute("PRAGMA user_version = " + VERSION);
            } else if (application != APPLICATION) {
                throw new SQLException(file + " is not a journal of firegate");
            }
            long version = number(statement, "PRAGMA user_version");
            if (version != VERSION) {
                throw new SQLException(file + " has journal format " + version + ", known is " + VERSION);
            }
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }
}
