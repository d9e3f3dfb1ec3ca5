package firegate.ingest.records;

import firegate.ingest.telemetry.StorableText;
import org.jdbi.v3.core.statement.SqlStatement;

/** Values on their way into statements. */
final class Sql {

    private Sql() {}

    /** An absent value has no place in the statement. */
    static void bind(SqlStatement<?> statement, String name, Object value) {
        if (value != null) {
            statement.bind(name, value instanceof String text ? StorableText.of(text) : value);
        }
    }
}
