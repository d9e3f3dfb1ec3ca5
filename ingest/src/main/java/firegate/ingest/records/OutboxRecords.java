package firegate.ingest.records;

import firegate.ingest.alarm.Alarm;
import java.util.Collection;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Events about alarms for receivers outside, written with the transitions. Each receiver keeps a cursor of its own. */
public final class OutboxRecords {

    private OutboxRecords() {}

    /** @param event a stable word: {@code raised}, {@code escalated}, {@code acknowledged}, {@code closed} */
    public record Event(long seq, long timeMs, String event, Alarm alarm) {}

    public static void put(Handle handle, Collection<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        PreparedBatch batch =
                handle.prepareBatch("INSERT INTO outbox (seq, time_ms, event, alarm, document) VALUES (?, ?, ?, ?, ?)");
        events.forEach(event -> batch.add(
                event.seq(), event.timeMs(), event.event(), event.alarm().id(), Json.write(event.alarm())));
        batch.execute();
    }

    public static long last(Handle handle) {
        return handle.createQuery("SELECT coalesce(max(seq), 0) FROM outbox")
                .mapTo(Long.class)
                .one();
    }

    /** Drops old events; the newest stays, so that numbers are never used twice. */
    public static void drop(Handle handle, long olderThanMs) {
        handle.execute("DELETE FROM outbox WHERE time_ms < ? AND seq < (SELECT max(seq) FROM outbox)", olderThanMs);
    }
}
