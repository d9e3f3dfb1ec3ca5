package firegate.ingest.records;

import java.sql.SQLException;

/** The records cannot be opened. The message is meant for the person who runs firegate. */
public final class RecordsException extends RuntimeException {

    /** SQLSTATE of a lock that was not granted in time. */
    static final String LOCK_NOT_AVAILABLE = "55P03";

    RecordsException(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param username whom they were opened as, or null */
    static RecordsException opening(String url, String username, Throwable failure) {
        String where = "the records " + url.replaceFirst("\\?.*", "");
        String state = "";
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordsException known) {
                return new RecordsException(where + " " + known.getMessage(), failure);
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                state = sql.getSQLState();
            }
            root = cause;
        }
        return new RecordsException(where + " " + explained(state, username, root.getMessage()), failure);
    }

    private static String explained(String state, String username, String message) {
        if (state.startsWith("08")) {
            return "cannot be reached: " + message
                    + ". Is the server running, and does records.url name the right host, port and database?";
        }
        if (state.startsWith("28")) {
            return "do not let user " + username + " in: " + message
                    + ". Check records.username, records.password and the server's pg_hba.conf";
        }
        return switch (state) {
            case "3D000" -> "do not exist: " + message + ". Create the database first, owned by records.username";
            case "42501" ->
                "may not be changed by user " + username + ": " + message
                        + ". Make it the owner of the database, or grant it CREATE on the schema";
            default -> "cannot be opened: " + message;
        };
    }
}
