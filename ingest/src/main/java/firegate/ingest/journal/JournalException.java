package firegate.ingest.journal;

/** Why the journal did not take or give entries. */
public final class JournalException extends RuntimeException {

    public enum Cause {
        /** The disk budget {@code journal.maxBytes} is used up by entries that a consumer still needs. */
        FULL,
        /** Writing, syncing or reading failed. */
        IO,
        /** The entries asked for were dropped or never existed. */
        OUT_OF_RANGE,
        /** The journal was closed. */
        CLOSED
    }

    private final Cause kind;

    public JournalException(Cause kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Cause kind() {
        return kind;
    }
}
