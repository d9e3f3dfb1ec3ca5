package firegate.dashboard.auth;

import java.time.Duration;

/** Ends a request with a status of its own. The cause is the client's or the moment's, so there is no stack trace. */
public class Refusal extends RuntimeException {

    private final int status;
    private final String title;
    private final Duration retryAfter;

    /**
     * @param title the kind of problem, the same for every occurrence
     * @param detail this occurrence, in words that help to mend it
     */
    public Refusal(int status, String title, String detail) {
        this(status, title, detail, null);
    }

    /** @param retryAfter when trying again makes sense, or null */
    public Refusal(int status, String title, String detail, Duration retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.retryAfter = retryAfter;
    }

    static Refusal unauthorized(String detail) {
        return new Refusal(401, "Not logged in", detail);
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** Whole seconds, or null. */
    public Long retryAfterSeconds() {
        return retryAfter == null ? null : Long.valueOf(Math.max(1, retryAfter.toSeconds()));
    }
}
