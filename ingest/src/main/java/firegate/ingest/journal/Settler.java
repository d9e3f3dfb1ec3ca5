package firegate.ingest.journal;

import firegate.ingest.journal.BlockFile.Opener;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Moves what was appended from the write-ahead log to its place in the file, through a connection of its own, so that appends
 * go on meanwhile. Not thread-safe; opens its connection when first needed and again after a failure.
 */
final class Settler implements AutoCloseable {

    private final JournalOptions options;
    private final Opener opener;
    private Connection connection;

    Settler(JournalOptions options, Opener opener) {
        this.options = options;
        this.opener = opener;
    }

    void settle() throws SQLException {
        if (connection == null) {
            connection = opener.open(options.file());
            execute("PRAGMA synchronous = " + (options.sync() ? "FULL" : "OFF"));
            execute("PRAGMA fullfsync = 1");
        }
        try {
            execute("PRAGMA wal_checkpoint(PASSIVE)");
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        Connection closing = connection;
        connection = null;
        if (closing != null) {
            closing.close();
        }
    }
}
