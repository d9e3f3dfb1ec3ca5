package firegate.ingest.decode;

/** Ends the decoding of a body that cannot be used; never leaves the package. */
final class RejectedBody extends Exception {

    private final String reason;

    RejectedBody(String reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
