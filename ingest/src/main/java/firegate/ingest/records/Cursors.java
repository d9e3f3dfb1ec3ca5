package firegate.ingest.records;

import firegate.ingest.journal.Position;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** How far the consumers of the journal have come, moved in the same transaction as what they made of it. */
public final class Cursors {

    private Cursors() {}

    public static Position of(Handle handle, String consumer) {
        return handle.createQuery("SELECT part, position FROM cursor WHERE consumer = ?")
                .bind(0, consumer)
                .map((row, context) -> new Position(row.getInt(1), row.getLong(2)))
                .findOne()
                .orElse(Position.START);
    }

    public static void move(Handle handle, String consumer, Position to) {
        handle.execute("""
                INSERT INTO cursor (consumer, part, position) VALUES (?, ?, ?)
                ON CONFLICT (consumer, part) DO UPDATE SET position = excluded.position""", consumer, to.partition(), to.offset());
    }

    /** Fire signals that were taken ahead of the cursor of the alarms. */
    public static Set<Long> fireAhead(Handle handle) {
        return new HashSet<>(handle.createQuery("SELECT position FROM fire_ahead")
                .mapTo(Long.class)
                .list());
    }

    public static void addFireAhead(Handle handle, Collection<Long> positions) {
        if (positions.isEmpty()) {
            return;
        }
        PreparedBatch batch =
                handle.prepareBatch("INSERT INTO fire_ahead (position) VALUES (?) ON CONFLICT (position) DO NOTHING");
        positions.forEach(batch::add);
        batch.execute();
    }

    public static void dropFireAhead(Handle handle, Position upTo) {
        handle.execute("DELETE FROM fire_ahead WHERE position <= ?", upTo.offset());
    }
}
