package firegate.gateway.backup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** A SQLite file that may be in use by another process. */
record SqliteFile(Path path) {
    private static final int BUSY_MS = 30_000;

    /** Copies the state of one instant to {@code target}, a new file, while others go on writing. */
    void copyTo(Path target) throws SQLException {
        try (Connection connection = open(false);
                PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, target.toString());
            vacuum.execute();
        }
    }

    /** The one number that {@code query} asks for; empty when it is null or there is no row. */
    OptionalLong number(String query) throws SQLException {
        try (Connection connection = open(true);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            if (!rows.next()) {
                return OptionalLong.empty();
            }
            long number = rows.getLong(1);
            return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
        }
    }

    /** The first thing that is wrong inside the file, or {@code ok}. */
    String integrity() throws SQLException {
        try (Connection connection = open(true);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA integrity_check(1)")) {
            return rows.next() ? rows.getString(1) : "no answer";
        }
    }

    private Connection open(boolean readOnly) throws SQLException {
        if (!Files.isRegularFile(path)) {
            throw new SQLException("there is no file " + path);
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MS);
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        // A write-ahead log that nobody has open can only be read by whom may also write beside it.
        config.setReadOnly(readOnly);
        return config.createConnection("jdbc:sqlite:" + path);
    }
}
