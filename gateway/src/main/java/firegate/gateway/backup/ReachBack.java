package firegate.gateway.backup;

import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * Whether a copy of the journal still holds what consumers had not yet read when the records were copied. The copies are
 * taken one after the other, and meanwhile the journal may drop what has been read.
 *
 * @param slowestCursor asks the records for the last position that every consumer has passed
 * @param oldestEntry asks the journal for the position of its oldest entry; nothing when it is empty
 */
public record ReachBack(String slowestCursor, String oldestEntry) {
    public static final ReachBack OF_FIREGATE =
            new ReachBack("SELECT min(position) FROM cursor", "SELECT min(first) FROM block");

    boolean holds(SqliteFile records, SqliteFile journal) throws SQLException {
        OptionalLong oldest = journal.number(oldestEntry);
        return oldest.isEmpty()
                || oldest.getAsLong() <= records.number(slowestCursor).orElse(0) + 1;
    }
}
