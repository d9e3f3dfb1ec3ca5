package firegate.ingest.records;

import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The accounts: readings per device and minute of receipt. */
public final class LedgerRecords {

    private LedgerRecords() {}

    /** @param minute epoch minutes */
    public record DeviceMinute(String device, long minute) {}

    /** Readings; a rejected message counts as one. */
    public record Counts(long received, long stored, long duplicate, long quarantined) {

        public static final Counts ZERO = new Counts(0, 0, 0, 0);

        public Counts plus(Counts other) {
            return new Counts(
                    received + other.received,
                    stored + other.stored,
                    duplicate + other.duplicate,
                    quarantined + other.quarantined);
        }

        public Counts minus(Counts other) {
            return plus(new Counts(-other.received, -other.stored, -other.duplicate, -other.quarantined));
        }
    }

    public record Row(DeviceMinute key, Counts counts) {}

    /** @param device null for all */
    public record Filter(long fromMinute, long toMinute, String device) {}

    public static void add(Handle handle, Map<DeviceMinute, Counts> changes) {
        if (changes.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO ledger (minute, device, received, stored, duplicate, quarantined) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (minute, device) DO UPDATE SET
                  received = ledger.received + excluded.received,
                  stored = ledger.stored + excluded.stored,
                  duplicate = ledger.duplicate + excluded.duplicate,
                  quarantined = ledger.quarantined + excluded.quarantined""");
        changes.forEach((key, counts) -> batch.add(
                key.minute(),
                key.device(),
                counts.received(),
                counts.stored(),
                counts.duplicate(),
                counts.quarantined()));
        batch.execute();
    }

    /**
     * Rows by minute and device.
     *
     * @param after only rows behind this one, or null
     */
    public static List<Row> list(Handle handle, Filter filter, DeviceMinute after, int limit) {
        String sql = "SELECT * FROM ledger" + where(filter)
                + (after == null
                        ? ""
                        : " AND (minute > :afterMinute OR (minute = :afterMinute AND device > :afterDevice))")
                + " ORDER BY minute, device LIMIT " + limit;
        Query query = bound(handle.createQuery(sql), filter);
        if (after != null) {
            query.bind("afterMinute", after.minute()).bind("afterDevice", after.device());
        }
        return query.map((row, context) -> new Row(
                        new DeviceMinute(row.getString("device"), row.getLong("minute")),
                        new Counts(
                                row.getLong("received"),
                                row.getLong("stored"),
                                row.getLong("duplicate"),
                                row.getLong("quarantined"))))
                .list();
    }

    /** The sum of all rows. */
    public static Counts sum(Handle handle, Filter filter) {
        String sql = "SELECT coalesce(sum(received), 0), coalesce(sum(stored), 0), coalesce(sum(duplicate), 0),"
                + " coalesce(sum(quarantined), 0) FROM ledger" + where(filter);
        return bound(handle.createQuery(sql), filter)
                .map((row, context) -> new Counts(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .one();
    }

    public static long count(Handle handle, Filter filter) {
        return bound(handle.createQuery("SELECT count(*) FROM ledger" + where(filter)), filter)
                .mapTo(Long.class)
                .one();
    }

    private static String where(Filter filter) {
        return " WHERE minute >= :from AND minute < :to" + (filter.device() == null ? "" : " AND device = :device");
    }

    private static Query bound(Query query, Filter filter) {
        query.bind("from", filter.fromMinute()).bind("to", filter.toMinute());
        Sql.bind(query, "device", filter.device());
        return query;
    }
}
