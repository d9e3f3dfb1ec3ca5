package firegate.ingest.alarm;

import java.util.List;

/**
 * The readings of an alarm's device around its moment.
 *
 * @param fromMs first instant that was looked at, epoch milliseconds
 * @param toMs last instant
 * @param cut whether there were more readings; those nearest to the moment are kept
 */
public record Evidence(long fromMs, long toMs, List<Series> series, boolean cut) {

    /** Of an alarm that does not come from one device's reading. */
    public static final Evidence NONE = new Evidence(0, 0, List.of(), false);

    /** @param points in ascending time */
    public record Series(String metric, List<Point> points) {}

    public record Point(long timeMs, double value) {}
}
