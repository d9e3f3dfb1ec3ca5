package firegate.ingest.records;

import firegate.ingest.device.Device;
import firegate.ingest.device.Site;
import firegate.ingest.rule.DeviceState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Devices, their tokens and states, and sites. */
public final class DeviceRecords {

    private DeviceRecords() {}

    public static List<Device> devices(Handle handle) {
        return handle.createQuery("SELECT document FROM device ORDER BY id")
                .map((row, context) -> Json.read(row.getString(1), Device.class))
                .list();
    }

    public static void put(Handle handle, Device device) {
        handle.execute("""
                INSERT INTO device (id, kind, site, claimed, document) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, site = excluded.site,
                  claimed = excluded.claimed, document = excluded.document""", device.id(), device.kind().id(), device.site(), device.claimed(), Json.write(device));
    }

    /** Removes a device with its tokens and state; its history, alarms and audit trail stay. */
    public static void delete(Handle handle, String device) {
        handle.execute("DELETE FROM device WHERE id = ?", device);
        handle.execute("DELETE FROM device_token WHERE device = ?", device);
        handle.execute("DELETE FROM device_state WHERE device = ?", device);
    }

    /** Device by token hash. */
    public static Map<String, String> tokens(Handle handle) {
        Map<String, String> tokens = new HashMap<>();
        handle.createQuery("SELECT hash, device FROM device_token")
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(token -> tokens.put(token.getKey(), token.getValue()));
        return tokens;
    }

    /** Gives a device one token and takes every other away. */
    public static void replaceToken(Handle handle, String device, String hash, long nowMs) {
        handle.execute("DELETE FROM device_token WHERE device = ?", device);
        handle.execute("INSERT INTO device_token (hash, device, created_ms) VALUES (?, ?, ?)", hash, device, nowMs);
    }

    public static List<Site> sites(Handle handle) {
        return handle.createQuery("SELECT document FROM site ORDER BY id")
                .map((row, context) -> Json.read(row.getString(1), Site.class))
                .list();
    }

    public static void put(Handle handle, Site site) {
        handle.execute("""
                INSERT INTO site (id, village, grid, document) VALUES (?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET village = excluded.village, grid = excluded.grid,
                  document = excluded.document""", site.id(), site.village(), site.grid(), Json.write(site));
    }

    public static void deleteSite(Handle handle, String site) {
        handle.execute("DELETE FROM site WHERE id = ?", site);
    }

    public static List<DeviceState.Snapshot> states(Handle handle) {
        return handle.createQuery("SELECT document FROM device_state")
                .map((row, context) -> Json.read(row.getString(1), DeviceState.Snapshot.class))
                .list();
    }

    public static void putStates(Handle handle, Collection<DeviceState.Snapshot> states) {
        if (states.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO device_state (device, document) VALUES (?, ?)
                ON CONFLICT (device) DO UPDATE SET document = excluded.document""");
        states.forEach(state -> batch.add(state.device(), Json.write(state)));
        batch.execute();
    }
}
