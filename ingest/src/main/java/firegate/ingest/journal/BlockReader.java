package firegate.ingest.journal;

import firegate.ingest.journal.BlockFile.Opener;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads blocks back from the file. Each call is one short read transaction, so that the write-ahead log can be emptied.
 * Thread-safe; opens its connection when first needed and again after a failure.
 */
final class BlockReader implements AutoCloseable {

    /** A row as it was written. */
    record Stored(long first, int count, byte[] data) {
        long last() {
            return first + count - 1;
        }
    }

    private final Path file;
    private final Opener opener;
    private Connection connection;
    private PreparedStatement from;
    private PreparedStatement at;

    BlockReader(Path file, Opener opener) {
        this.file = file;
        this.opener = opener;
    }

    /** The block that holds offset {@code next}, or the next one behind it, and those that follow up to {@code head}. */
    synchronized List<Stored> read(long next, long head, int maxEntries) throws SQLException {
        open();
        try {
            from.setLong(1, next);
            from.setLong(2, head);
            try (ResultSet rows = from.executeQuery()) {
                List<Stored> found = new ArrayList<>();
                long entries = 0;
                while (entries < maxEntries && rows.next()) {
                    Stored block = new Stored(rows.getLong(1), rows.getInt(2), rows.getBytes(3));
                    if (block.last() >= next) {
                        found.add(block);
                        entries += block.last() - Math.max(next, block.first()) + 1;
                    }
                }
                return found;
            }
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    /** Offset of the first entry of the first block that holds one received at or after an instant; behind head if none. */
    synchronized long firstSince(long receivedMs, long oldest, long head) throws SQLException {
        open();
        try {
            long low = oldest;
            long high = head + 1;
            while (low < high) {
                long middle = low + (high - low) / 2;
                at.setLong(1, middle);
                try (ResultSet rows = at.executeQuery()) {
                    if (rows.next() && rows.getLong(3) >= receivedMs) {
                        high = rows.getLong(1);
                    } else {
                        low = middle + 1;
                    }
                }
            }
            return low;
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    private void open() throws SQLException {
        if (connection == null) {
            connection = opener.open(file);
            from = connection.prepareStatement("SELECT first, entries, data FROM block WHERE first >= ("
                    + "SELECT coalesce(max(first), 0) FROM block WHERE first <= ?) AND first <= ? ORDER BY first");
            at = connection.prepareStatement(
                    "SELECT first, entries, newest_ms FROM block WHERE first <= ? ORDER BY first DESC LIMIT 1");
        }
    }

    @Override
    public synchronized void close() {
        Connection closing = connection;
        connection = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (SQLException e) {
                throw new JournalException(JournalException.Cause.IO, "cannot close " + file, e);
            }
        }
    }
}
