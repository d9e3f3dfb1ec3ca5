package firegate.gateway.replay;

import firegate.gateway.replay.Tally.Reason;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;

/** One column of one file: where its values go. */
record Channel(int index, String column, String metric, Mapping.Transform transform, PhysicalRange range) {

    private static final Set<String> MISSING = Set.of("", "nan", "na", "n/a", "null", "none", "-");
    private static final Set<String> INFINITE = Set.of("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");
    /** Digits before the point beyond which no double is finite. */
    private static final int MOST_DIGITS = 309;

    /** The value for its metric; NaN when there is none, which is counted. */
    double read(String cell, Tally tally) {
        String text = cell.strip();
        String lower = text.toLowerCase(Locale.ROOT);
        if (MISSING.contains(lower)) {
            return skip(Reason.MISSING, tally);
        }
        if (INFINITE.contains(lower)) {
            return skip(Reason.NOT_FINITE, tally);
        }
        BigDecimal raw;
        try {
            raw = new BigDecimal(text);
        } catch (NumberFormatException e) {
            return skip(Reason.NOT_A_NUMBER, tally);
        }
        long digits = (long) raw.precision() - raw.scale();
        if (digits > MOST_DIGITS) {
            return skip(Reason.NOT_FINITE, tally);
        }
        double value = transform.apply(digits < -MOST_DIGITS ? BigDecimal.ZERO : raw);
        if (!Double.isFinite(value)) {
            return skip(Reason.NOT_FINITE, tally);
        }
        return range.holds(value) ? value : skip(Reason.OUT_OF_RANGE, tally);
    }

    private double skip(Reason reason, Tally tally) {
        tally.skip(reason, column);
        return Double.NaN;
    }
}
