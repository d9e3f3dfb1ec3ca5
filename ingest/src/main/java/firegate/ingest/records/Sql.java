package firegate.ingest.records;

import java.util.regex.Pattern;
import org.jdbi.v3.core.statement.SqlStatement;

/** Values on their way into statements. */
final class Sql {

    private static final Pattern UNSTORABLE = Pattern.compile("[\\x{0}\\x{d800}-\\x{dfff}]");

    private Sql() {}

    /** Without what PostgreSQL cannot keep in a text, NUL and halves of surrogate pairs: clients may send them. */
    static String text(String text) {
        return text == null ? null : UNSTORABLE.matcher(text).replaceAll("\ufffd");
    }

    /** An absent value has no place in the statement. */
    static void bind(SqlStatement<?> statement, String name, Object value) {
        if (value != null) {
            statement.bind(name, value instanceof String text ? text(text) : value);
        }
    }
}
