package firegate.ingest.history;

import firegate.ingest.history.HistoryQuery.Aggregate;
import java.util.Arrays;

/**
 * What the points of one window become. A percentile is the value at rank {@code floor(n * p / 100 + 0.5)} of the sorted
 * points, as in InfluxDB: always a value that was measured, never one between two.
 */
final class WindowValue {

    /** Most points of a window that a percentile is taken of: 256 MiB of values. */
    static final int MOST_VALUES = 32 * 1024 * 1024;

    private final Aggregate aggregate;
    private final boolean newestFirst;
    private final boolean percentile;
    private long count;
    private double sum;
    private double min;
    private double max;
    private double earliestSeen;
    private double latestSeen;
    private double[] values = new double[0];

    WindowValue(Aggregate aggregate, boolean newestFirst) {
        this.aggregate = aggregate;
        this.newestFirst = newestFirst;
        this.percentile = switch (aggregate) {
            case P50, P95, P99 -> true;
            default -> false;
        };
    }

    void add(double point) {
        if (count == 0) {
            sum = 0;
            min = point;
            max = point;
            earliestSeen = point;
        }
        if (percentile) {
            keep(point);
        }
        sum += point;
        min = Math.min(min, point);
        max = Math.max(max, point);
        latestSeen = point;
        count++;
    }

    /** The value of the window, NaN when it is empty; starts the next one. */
    double take() {
        double taken = count == 0 ? Double.NaN : value();
        count = 0;
        return taken;
    }

    private double value() {
        return switch (aggregate) {
            case MEAN -> sum / count;
            case MIN -> min;
            case MAX -> max;
            case FIRST -> newestFirst ? latestSeen : earliestSeen;
            case LAST -> newestFirst ? earliestSeen : latestSeen;
            case SUM -> sum;
            case COUNT -> count;
            case P50 -> rank(50);
            case P95 -> rank(95);
            case P99 -> rank(99);
        };
    }

    private void keep(double point) {
        int size = (int) count;
        if (size == values.length) {
            if (size == MOST_VALUES) {
                throw new IllegalArgumentException("a window holds more than " + MOST_VALUES + " points, too many for "
                        + aggregate.id() + ": ask for a shorter window");
            }
            values = Arrays.copyOf(values, Math.min(MOST_VALUES, Math.max(64, size * 2)));
        }
        values[size] = point;
    }

    private double rank(int percent) {
        int size = (int) count;
        Arrays.sort(values, 0, size);
        return values[(int) Math.floor(size * (double) percent / 100.0 + 0.5) - 1];
    }
}
