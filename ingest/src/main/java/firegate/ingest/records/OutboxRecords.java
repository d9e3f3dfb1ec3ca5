package firegate.ingest.records;

import firegate.ingest.alarm.Alarm;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Events about alarms for receivers outside, written with the transitions. Each receiver keeps a cursor of its own. */
public final class OutboxRecords {

    private OutboxRecords() {}

    /** @param event a stable word: {@code raised}, {@code escalated}, {@code acknowledged}, {@code confirmed}, {@code closed} */
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

    /**
     * Drops old events; the newest stays, so that numbers are never used twice.
     *
     * @param takenMs older ones go when every receiver has taken them
     * @param allMs older ones go
     */
    public static void drop(Handle handle, long takenMs, long allMs) {
        handle.execute("""
                DELETE FROM outbox WHERE seq < (SELECT max(seq) FROM outbox)
                  AND (time_ms < ? OR (time_ms < ? AND seq <= (SELECT coalesce(min(seq), 0) FROM outbox_cursor)))""", allMs, takenMs);
    }

    /** The events behind a receiver's cursor that it has not taken, in order. */
    public static List<Event> waiting(Handle handle, String receiver, long behindSeq, int limit) {
        return handle.createQuery("""
                        SELECT seq, time_ms, event, document FROM outbox
                        WHERE seq > ? AND seq NOT IN (SELECT seq FROM outbox_taken WHERE receiver = ?)
                        ORDER BY seq LIMIT ?""")
                .bind(0, behindSeq)
                .bind(1, receiver)
                .bind(2, limit)
                .map((row, context) -> new Event(
                        row.getLong(1), row.getLong(2), row.getString(3), Json.read(row.getString(4), Alarm.class)))
                .list();
    }

    /** How far a receiver has taken everything; one that is new begins behind what there is. */
    public static long cursor(Handle handle, String receiver) {
        Optional<Long> known = handle.createQuery("SELECT seq FROM outbox_cursor WHERE receiver = ?")
                .bind(0, receiver)
                .mapTo(Long.class)
                .findOne();
        if (known.isPresent()) {
            return known.get();
        }
        long last = last(handle);
        handle.execute("INSERT INTO outbox_cursor (receiver, seq) VALUES (?, ?)", receiver, last);
        return last;
    }

    /** A receiver has taken an event; the cursor follows when there is no gap before it. */
    public static long taken(Handle handle, String receiver, Collection<Long> seqs) {
        PreparedBatch batch = handle.prepareBatch(
                "INSERT INTO outbox_taken (receiver, seq) VALUES (?, ?) ON CONFLICT (receiver, seq) DO NOTHING");
        seqs.forEach(seq -> batch.add(receiver, seq));
        batch.execute();
        long cursor = cursor(handle, receiver);
        Optional<Long> firstWaiting = handle.createQuery("""
                        SELECT min(seq) FROM outbox
                        WHERE seq > ? AND seq NOT IN (SELECT seq FROM outbox_taken WHERE receiver = ?)""")
                .bind(0, cursor)
                .bind(1, receiver)
                .mapTo(Long.class)
                .findOne();
        long next = firstWaiting.map(seq -> seq - 1).orElseGet(() -> last(handle));
        handle.execute("UPDATE outbox_cursor SET seq = ? WHERE receiver = ?", next, receiver);
        handle.execute("DELETE FROM outbox_taken WHERE receiver = ? AND seq <= ?", receiver, next);
        return next;
    }

    /** How many events wait behind a cursor. */
    public static long behind(Handle handle, String receiver, long cursor) {
        return handle.createQuery("""
                        SELECT count(*) FROM outbox
                        WHERE seq > ? AND seq NOT IN (SELECT seq FROM outbox_taken WHERE receiver = ?)""")
                .bind(0, cursor)
                .bind(1, receiver)
                .mapTo(Long.class)
                .one();
    }

    /** Forgets receivers that are no longer configured: the outbox does not wait for them. */
    public static void keepOnly(Handle handle, Collection<String> receivers) {
        for (String known : handle.createQuery("SELECT receiver FROM outbox_cursor")
                .mapTo(String.class)
                .list()) {
            if (!receivers.contains(known)) {
                handle.execute("DELETE FROM outbox_cursor WHERE receiver = ?", known);
                handle.execute("DELETE FROM outbox_taken WHERE receiver = ?", known);
            }
        }
    }
}
