package firegate.ingest.decode;

import firegate.ingest.telemetry.MetricValues;
import java.util.Arrays;

/** Collects the values of one sample after the other. */
final class ValueBuffer {

    private String[] names = new String[8];
    private double[] values = new double[8];
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    void add(String name, double value) {
        if (count == names.length) {
            names = Arrays.copyOf(names, count * 2);
            values = Arrays.copyOf(values, count * 2);
        }
        names[count] = name;
        values[count++] = value;
    }

    /** What was collected since the last call. */
    MetricValues take() {
        MetricValues taken = new MetricValues(Arrays.copyOf(names, count), Arrays.copyOf(values, count));
        count = 0;
        return taken;
    }
}
