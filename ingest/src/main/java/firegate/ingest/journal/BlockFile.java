package firegate.ingest.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The table of blocks in its SQLite file, through one connection that writes. Not thread-safe. After any exception from a
 * method that writes, nothing of that call is in the table, and the file has to be opened anew.
 */
final class BlockFile implements AutoCloseable {

    /** A run of entries as one row. */
    record Block(long first, int count, long newestMs, byte[] data) {
        long last() {
            return first + count - 1;
        }
    }

    /** What a row says beside its data. */
    record Summary(long first, int count, long newestMs, int bytes) {
        long last() {
            return first + count - 1;
        }
    }

    /** How connections to the file are made; tests put failing ones in between. */
    @FunctionalInterface
    interface Opener {
        Connection open(Path file) throws SQLException;
    }

    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS block (
              first     INTEGER PRIMARY KEY,
              entries   INTEGER NOT NULL,
              newest_ms INTEGER NOT NULL,
              data      BLOB NOT NULL)""";

    private static final String SUMMARIES = "SELECT first, entries, newest_ms, length(data) FROM block ";

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement deleteBefore;
    private final PreparedStatement deleteBehind;
    private final PreparedStatement oldest;
    private final PreparedStatement newest;
    private final long pageBytes;
    private long unsettledBytes;

    BlockFile(JournalOptions options, Opener opener) throws SQLException {
        connection = opener.open(options.file());
        try {
            JournalFormat.check(connection, options.file());
            execute("PRAGMA synchronous = " + (options.sync() ? "FULL" : "OFF"));
            execute("PRAGMA fullfsync = 1");
            execute("PRAGMA wal_autocheckpoint = 0");
            execute(CREATE);
            pageBytes = number("PRAGMA page_size");
            execute("PRAGMA max_page_count = " + options.maxBytes() / pageBytes);
            insert = connection.prepareStatement("INSERT INTO block VALUES (?, ?, ?, ?)");
            deleteBefore = connection.prepareStatement("DELETE FROM block WHERE first < ?");
            deleteBehind = connection.prepareStatement("DELETE FROM block WHERE first > ?");
            oldest = connection.prepareStatement(SUMMARIES + "ORDER BY first LIMIT ?");
            newest = connection.prepareStatement(SUMMARIES + "ORDER BY first DESC LIMIT 1");
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Adds the blocks, durably and as one unit; {@code removeBehind} first takes away any that begin behind that offset. */
    void append(List<Block> blocks, OptionalLong removeBehind) throws SQLException {
        inTransaction(() -> {
            if (removeBehind.isPresent()) {
                deleteBehind.setLong(1, removeBehind.getAsLong());
                deleteBehind.executeUpdate();
            }
            for (Block block : blocks) {
                insert.setLong(1, block.first());
                insert.setInt(2, block.count());
                insert.setLong(3, block.newestMs());
                insert.setBytes(4, block.data());
                insert.executeUpdate();
                unsettledBytes += block.data().length + pageBytes;
            }
        });
    }

    /** Removes all blocks before that which begins at {@code first}. */
    void dropBefore(long first) throws SQLException {
        inTransaction(() -> {
            deleteBefore.setLong(1, first);
            deleteBefore.executeUpdate();
        });
        unsettledBytes += pageBytes;
    }

    /** Writes to the disk without changing anything, to see whether that succeeds. */
    void probe() throws SQLException {
        inTransaction(() -> execute("PRAGMA user_version = " + JournalFormat.VERSION));
    }

    /** The oldest rows in order. */
    List<Summary> oldest(int limit) throws SQLException {
        oldest.setInt(1, limit);
        try (ResultSet rows = oldest.executeQuery()) {
            List<Summary> found = new ArrayList<>();
            while (rows.next()) {
                found.add(summary(rows));
            }
            return found;
        }
    }

    /** The row behind all others, if there is one. */
    Optional<Summary> newest() throws SQLException {
        try (ResultSet rows = newest.executeQuery()) {
            return rows.next() ? Optional.of(summary(rows)) : Optional.empty();
        }
    }

    /** Moves what waits in the write-ahead log to its place in the file, as far as no reader is in the way. */
    void settle() throws SQLException {
        unsettledBytes = 0;
        execute("PRAGMA wal_checkpoint(PASSIVE)");
    }

    /** Bytes of the pages that hold something. */
    long usedBytes() throws SQLException {
        return (number("PRAGMA page_count") - number("PRAGMA freelist_count")) * pageBytes;
    }

    /** About how many bytes wait in the write-ahead log to be moved to their place in the file. */
    long unsettledBytes() {
        return unsettledBytes;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static Summary summary(ResultSet row) throws SQLException {
        return new Summary(row.getLong(1), row.getInt(2), row.getLong(3), row.getInt(4));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private void inTransaction(Work work) throws SQLException {
        execute("BEGIN IMMEDIATE");
        try {
            work.run();
            execute("COMMIT");
        } catch (SQLException e) {
            try {
                execute("ROLLBACK");
            } catch (SQLException alreadyRolledBack) {
                e.addSuppressed(alreadyRolledBack);
            }
            throw e;
        }
    }

    private interface Work {
        void run() throws SQLException;
    }
}
