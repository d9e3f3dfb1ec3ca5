package firegate.ingest.history;

import firegate.ingest.journal.Entry;
import java.util.List;

/**
 * Time series of all devices. The same point written twice is one point, and writes with different metrics at one timestamp
 * of a device merge, in every implementation. Thread-safe; one writer at a time.
 */
public interface HistoryStore extends AutoCloseable {

    /**
     * Writes the readings of all entries; returns when they are durable.
     *
     * @throws HistoryException when the store did not take them; nothing or a part may have been written, so the same
     *     entries are written again later
     */
    void write(List<Entry.Telemetry> entries);

    /**
     * Streams raw points or windows to {@code sink}, series by series, each in ascending time (descending when asked).
     *
     * @throws HistoryException when the store cannot answer
     */
    void query(HistoryQuery query, PointSink sink);

    /** The metrics that devices have points of in a span, for queries that name none. */
    List<SeriesId> series(List<String> devices, long fromMs, long toMs);

    /**
     * Removes points that are older than the retention, in a store that does not do so by itself. To be called now and then.
     *
     * @param nowMs epoch milliseconds
     */
    default void enforceRetention(long nowMs) {}

    /** Name for people and for the ready line: {@code embedded}, {@code influxdb 1.6.7}. */
    String name();

    /** Why it cannot be written or read now, or null. Cheap. */
    String problem();

    @Override
    void close();

    /** One series: a metric of a device, over every kind and site it ever had. */
    record SeriesId(String device, String metric) {}
}
