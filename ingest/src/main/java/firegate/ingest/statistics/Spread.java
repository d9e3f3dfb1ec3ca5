package firegate.ingest.statistics;

import java.util.Arrays;

/** Durations, milliseconds, and how they spread. */
public final class Spread {

    private long[] values = new long[64];
    private int size;
    private boolean sorted;

    /** A clock that was set back between two stamps makes no negative duration. */
    void add(long durationMs) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = Math.max(0, durationMs);
        sorted = false;
    }

    public int count() {
        return size;
    }

    /** The smallest duration that at least this part of them does not exceed; NaN when there is none. */
    public double quantile(double part) {
        if (size == 0) {
            return Double.NaN;
        }
        if (!sorted) {
            Arrays.sort(values, 0, size);
            sorted = true;
        }
        return values[Math.max(0, (int) Math.ceil(part * size) - 1)];
    }
}
