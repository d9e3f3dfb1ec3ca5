package firegate.gateway.demo;

/** A demo cannot be had this way; the message says what is allowed. */
public final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
