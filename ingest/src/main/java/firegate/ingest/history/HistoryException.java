package firegate.ingest.history;

/** The history store did not take or give data; the message says why, in words for the operator. */
public final class HistoryException extends RuntimeException {
    public HistoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
