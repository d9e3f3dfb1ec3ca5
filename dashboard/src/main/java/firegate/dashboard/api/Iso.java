package firegate.dashboard.api;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times and numbers as the outside interface writes them. */
public final class Iso {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final double LARGEST_WHOLE = 1L << 53;
    private static final long MOST_TIME_MS = 253_402_300_800_000L;

    private Iso() {}

    /** ISO-8601 in UTC with milliseconds; null for null. */
    public static String time(Long epochMs) {
        return epochMs == null ? null : TIME.format(Instant.ofEpochMilli(epochMs));
    }

    /** Whole numbers without a fraction; null for what JSON cannot say. */
    public static Number number(double value) {
        if (!Double.isFinite(value)) {
            return null;
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE;
        if (whole) {
            return (long) value;
        }
        return value;
    }

    /**
     * Epoch milliseconds of ISO-8601 with an offset, or of digits.
     *
     * @return null when it is neither
     */
    static Long parse(String text) {
        try {
            boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
            // A plus sign that was not escaped arrives as a space.
            long ms = digits
                    ? Long.parseLong(text)
                    : OffsetDateTime.parse(text.replace(' ', '+')).toInstant().toEpochMilli();
            return ms >= 0 && ms < MOST_TIME_MS ? Long.valueOf(ms) : null;
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    static JsonObject words(firegate.ingest.rule.Text text) {
        return new JsonObject().put("zh", text.zh()).put("en", text.en());
    }
}
