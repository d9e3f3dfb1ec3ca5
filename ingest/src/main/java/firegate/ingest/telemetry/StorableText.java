package firegate.ingest.telemetry;

import java.util.regex.Pattern;

/** Texts as every kind of records can keep them: PostgreSQL has no place for NUL nor for halves of surrogate pairs. */
public final class StorableText {

    private static final Pattern UNSTORABLE = Pattern.compile("[\\x{0}\\x{d800}-\\x{dfff}]");

    private StorableText() {}

    /** With a replacement character for each that cannot be kept; null stays null. */
    public static String of(String text) {
        return text == null ? null : UNSTORABLE.matcher(text).replaceAll("\ufffd");
    }
}
