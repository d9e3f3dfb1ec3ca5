package firegate.gateway.backup;

/** A backup was not written or not restored; nothing was changed. The message is meant for the person who asked. */
public final class BackupException extends Exception {
    private static final long serialVersionUID = 1L;

    BackupException(String message) {
        super(message);
    }

    BackupException(String message, Throwable cause) {
        super(message, cause);
    }
}
