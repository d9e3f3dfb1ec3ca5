package firegate.ingest.telemetry;

import java.util.Arrays;

/**
 * The values of one sample: metric names with 64-bit floats (booleans are 1 and 0), in the order in which the device sent
 * them. Immutable; names are unique.
 */
public final class MetricValues {

    public static final MetricValues EMPTY = new MetricValues(new String[0], new double[0]);

    private final String[] names;
    private final double[] values;

    /** Takes ownership of both arrays, which have the same length. */
    public MetricValues(String[] names, double[] values) {
        if (names.length != values.length) {
            throw new IllegalArgumentException(names.length + " names for " + values.length + " values");
        }
        this.names = names;
        this.values = values;
    }

    public static MetricValues of(String name, double value) {
        return new MetricValues(new String[] {name}, new double[] {value});
    }

    public int size() {
        return names.length;
    }

    public String name(int i) {
        return names[i];
    }

    public double value(int i) {
        return values[i];
    }

    /** Position of a metric, or -1. */
    public int indexOf(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    public boolean has(String name) {
        return indexOf(name) >= 0;
    }

    /** Value of a metric, or NaN when the sample does not carry it. */
    public double get(String name) {
        int i = indexOf(name);
        return i < 0 ? Double.NaN : values[i];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MetricValues that
                && Arrays.equals(names, that.names)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(names) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < names.length; i++) {
            text.append(i == 0 ? "" : ", ").append(names[i]).append('=').append(values[i]);
        }
        return text.append('}').toString();
    }
}
