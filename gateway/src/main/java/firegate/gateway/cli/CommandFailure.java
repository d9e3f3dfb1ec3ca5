package firegate.gateway.cli;

/** Ends a command with a message for the person who called it, and an exit code. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    private CommandFailure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** It did not work: exit code 1. */
    public static CommandFailure failed(String message, Throwable cause) {
        return new CommandFailure(1, message, cause);
    }

    public static CommandFailure failed(String message) {
        return new CommandFailure(1, message, null);
    }

    /** It was asked wrongly, or the configuration is bad: exit code 2. */
    public static CommandFailure refused(String message) {
        return new CommandFailure(2, message, null);
    }

    public int exitCode() {
        return exitCode;
    }
}
