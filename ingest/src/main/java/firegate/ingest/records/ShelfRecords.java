package firegate.ingest.records;

import firegate.ingest.alarm.Attention.Shelf;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** What people have put aside, by {@link firegate.ingest.alarm.Alarm#key}; it outlasts the alarm that was looked at. */
public final class ShelfRecords {

    private ShelfRecords() {}

    public static Map<String, Shelf> all(Handle handle) {
        Map<String, Shelf> shelves = new HashMap<>();
        handle.createQuery("SELECT alarm_key, document FROM shelf")
                .map((row, context) -> Map.entry(row.getString(1), Json.read(row.getString(2), Shelf.class)))
                .forEach(shelf -> shelves.put(shelf.getKey(), shelf.getValue()));
        return shelves;
    }

    /** @param changes by key; null: no longer */
    public static void put(Handle handle, Map<String, Shelf> changes) {
        changes.forEach((key, shelf) -> {
            if (shelf == null) {
                handle.execute("DELETE FROM shelf WHERE alarm_key = ?", key);
            } else {
                handle.execute("""
                        INSERT INTO shelf (alarm_key, until_ms, document) VALUES (?, ?, ?)
                        ON CONFLICT (alarm_key) DO UPDATE SET until_ms = excluded.until_ms, document = excluded.document""", key, shelf.untilMs(), Json.write(shelf));
            }
        });
    }
}
