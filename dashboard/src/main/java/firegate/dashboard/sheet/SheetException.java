package firegate.dashboard.sheet;

/** A file is no sheet that can be read; nothing of it was taken. The message is meant for the person who made it. */
public final class SheetException extends Exception {

    private static final long serialVersionUID = 1L;

    SheetException(String message) {
        super(message);
    }
}
