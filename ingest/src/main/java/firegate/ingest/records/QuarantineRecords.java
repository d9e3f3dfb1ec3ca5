package firegate.ingest.records;

import firegate.ingest.journal.Entry;
import firegate.ingest.telemetry.StorableText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** Rejected messages, fed from the journal and keyed by their position in it. */
public final class QuarantineRecords {

    private QuarantineRecords() {}

    public record Row(
            long position,
            String device,
            long receivedMs,
            String client,
            String topic,
            String profile,
            String reason,
            String detail,
            boolean fire,
            byte[] payload) {}

    /** Which messages to list; null fields do not restrict. */
    public record Filter(String device, Long fromMs, Long toMs) {}

    public static void put(Handle handle, Map<Long, Entry.Rejected> rejected) {
        if (rejected.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO quarantine
                  (position, device, received_ms, client, topic, profile, reason, detail, fire, payload)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (position) DO NOTHING""");
        rejected.forEach((position, entry) -> batch.add(
                position,
                entry.device(),
                entry.receivedMs(),
                StorableText.of(entry.client()),
                StorableText.of(entry.topic()),
                StorableText.of(entry.profile()),
                entry.reason(),
                StorableText.of(entry.detail()),
                entry.fire(),
                entry.payload()));
        batch.execute();
    }

    /** A page, newest first. */
    public static List<Row> list(Handle handle, Filter filter, Long beforePosition, int limit) {
        String sql = "SELECT * FROM quarantine" + where(filter)
                + (beforePosition == null ? "" : " AND position < :before") + " ORDER BY position DESC LIMIT " + limit;
        Query query = bound(handle.createQuery(sql), filter);
        Sql.bind(query, "before", beforePosition);
        return query.map((row, context) -> new Row(
                        row.getLong("position"),
                        row.getString("device"),
                        row.getLong("received_ms"),
                        row.getString("client"),
                        row.getString("topic"),
                        row.getString("profile"),
                        row.getString("reason"),
                        row.getString("detail"),
                        row.getBoolean("fire"),
                        row.getBytes("payload")))
                .list();
    }

    public static long count(Handle handle, Filter filter) {
        return bound(handle.createQuery("SELECT count(*) FROM quarantine" + where(filter)), filter)
                .mapTo(Long.class)
                .one();
    }

    /** Rejected messages per device since a moment. */
    public static Map<String, Long> perDevice(Handle handle, long sinceMs) {
        Map<String, Long> counts = new HashMap<>();
        handle.createQuery("SELECT device, count(*) FROM quarantine WHERE received_ms >= ? GROUP BY device")
                .bind(0, sinceMs)
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    private static String where(Filter filter) {
        return " WHERE 1 = 1"
                + (filter.device() == null ? "" : " AND device = :device")
                + (filter.fromMs() == null ? "" : " AND received_ms >= :from")
                + (filter.toMs() == null ? "" : " AND received_ms < :to");
    }

    private static Query bound(Query query, Filter filter) {
        Sql.bind(query, "device", filter.device());
        Sql.bind(query, "from", filter.fromMs());
        Sql.bind(query, "to", filter.toMs());
        return query;
    }
}
