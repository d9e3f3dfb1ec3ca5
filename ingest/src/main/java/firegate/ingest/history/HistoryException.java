package firegate.ingest.history;

/** The history store did not take or give data; the message says why, in words for the operator. */
public final class HistoryException extends RuntimeException {

    private final boolean refused;

    /** The store is down, slow or full: the same call may succeed later. */
    public HistoryException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private HistoryException(String message, Throwable cause, boolean refused) {
        super(message, cause);
        this.refused = refused;
    }

    /** The store works but will never take something in the batch; writing the entries one by one shows which. */
    public static HistoryException refused(String message) {
        return new HistoryException(message, null, true);
    }

    /** Whether the content is at fault and not the store. */
    public boolean isRefused() {
        return refused;
    }
}
