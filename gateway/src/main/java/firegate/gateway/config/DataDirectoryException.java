package firegate.gateway.config;

/** The data directory cannot be had; the message is meant for the person who started firegate. */
public final class DataDirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DataDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
