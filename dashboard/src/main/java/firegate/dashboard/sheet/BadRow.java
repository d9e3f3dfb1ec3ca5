package firegate.dashboard.sheet;

/**
 * A row that cannot be used.
 *
 * @param line of the file, from 1
 * @param column null when the row as a whole is wrong
 */
public record BadRow(long line, String column, String value, String allowed) {

    private static final int SHOWN = 100;

    /** For people: where, what, and what is allowed. */
    public String message() {
        if (column == null) {
            return "line " + line + ": " + allowed;
        }
        String shown = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
        return "line " + line + ": column '" + column + "' is "
                + (shown.isEmpty() ? "empty" : "'" + shown.replaceAll("\\R", " ") + "'") + "; allowed: " + allowed;
    }
}
