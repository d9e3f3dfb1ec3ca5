package firegate.gateway.replay;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What was taken from the files and what was passed over, by reason and column. Not thread-safe. */
public final class Tally {

    /** Why a value or a row is not played. */
    public enum Reason {
        /** The cell is empty, NaN or the like. */
        MISSING,
        /** A text that is no number. */
        NOT_A_NUMBER,
        /** Infinite, too large for a float, or without a value under the conversion. */
        NOT_FINITE,
        OUT_OF_RANGE,
        /** The whole row: its time cannot be read. */
        NO_TIME,
        /** The whole row: more or fewer fields than the header. */
        WRONG_FIELD_COUNT,
        /** The values of a row for one device: the cell that names the device holds no device id. */
        NO_DEVICE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Map<Reason, Map<String, Long>> skipped = new TreeMap<>();
    private long rows;
    private long values;
    private long messages;

    void skip(Reason reason, String column) {
        skipped.computeIfAbsent(reason, r -> new TreeMap<>()).merge(column, 1L, Long::sum);
    }

    void row() {
        rows++;
    }

    void message(int withValues) {
        messages++;
        values += withValues;
    }

    /** Rows of the files, skipped ones among them. */
    public long rows() {
        return rows;
    }

    /** Values that are played, without constants. */
    public long values() {
        return values;
    }

    public long messages() {
        return messages;
    }

    /** How many of each reason and column. */
    public Map<Reason, Map<String, Long>> skipped() {
        return skipped;
    }

    public long skippedValues() {
        return skipped.values().stream()
                .flatMap(columns -> columns.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
