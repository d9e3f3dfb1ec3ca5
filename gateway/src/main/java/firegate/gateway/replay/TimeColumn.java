package firegate.gateway.replay;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How the time of a row is written.
 *
 * @param relative whether times count from the start of the recording, so that somebody must say when that was
 * @param zone of {@link Unit#LOCAL}
 * @param start when relative times began, epoch milliseconds; empty when the file does not say it
 */
public record TimeColumn(
        String column, Unit unit, boolean relative, ZoneId zone, DateTimeFormatter format, OptionalLong start) {

    public enum Unit {
        /** Seconds, with a fraction. */
        S,
        MS,
        /** ISO-8601 with offset. */
        ISO,
        /** Date and time as on the clock on the wall. */
        LOCAL
    }

    /** Date and time joined by a space or a T, with or without seconds and their fraction. */
    static final DateTimeFormatter LOCAL = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private static final BigDecimal MOST_MS = new BigDecimal(253_402_300_800_000L);

    /** The time in milliseconds, since 1970 or since the start when {@link #relative}; empty when it cannot be read. */
    OptionalLong read(String text) {
        try {
            return switch (unit) {
                case S -> number(new BigDecimal(text.strip()).movePointRight(3));
                case MS -> number(new BigDecimal(text.strip()));
                case ISO ->
                    OptionalLong.of(
                            OffsetDateTime.parse(text.strip()).toInstant().toEpochMilli());
                case LOCAL ->
                    OptionalLong.of(LocalDateTime.parse(text.strip(), format)
                            .atZone(zone)
                            .toInstant()
                            .toEpochMilli());
            };
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong number(BigDecimal ms) {
        boolean sound = ms.precision() - ms.scale() <= 16 && ms.abs().compareTo(MOST_MS) < 0;
        return sound ? OptionalLong.of(ms.setScale(0, RoundingMode.HALF_UP).longValueExact()) : OptionalLong.empty();
    }
}
