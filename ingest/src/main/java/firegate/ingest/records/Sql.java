package firegate.ingest.records;

import org.jdbi.v3.core.statement.SqlStatement;

/** Binding of what may be absent: an absent value has no place in the statement. */
final class Sql {

    private Sql() {}

    static void bind(SqlStatement<?> statement, String name, Object value) {
        if (value != null) {
            statement.bind(name, value);
        }
    }
}
