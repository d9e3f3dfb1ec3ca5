package firegate.ingest.records;

import firegate.ingest.device.Device;
import firegate.ingest.device.Site;
import firegate.ingest.rule.DeviceState;
import firegate.ingest.telemetry.StorableText;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** Devices, their tokens and states, and sites. */
public final class DeviceRecords {

    /** Values in one statement; both databases have a bound of some 32,000. */
    private static final int MOST_BOUND = 1_000;

    private DeviceRecords() {}

    public static List<Device> devices(Handle handle) {
        return handle.createQuery("SELECT document FROM device ORDER BY id")
                .map((row, context) -> Json.read(row.getString(1), Device.class))
                .list();
    }

    /** Some of the devices with these ids, by id. */
    static Map<String, Device> devices(Handle handle, Collection<String> ids) {
        Map<String, Device> devices = new HashMap<>();
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += MOST_BOUND) {
            handle.createQuery("SELECT document FROM device WHERE id IN (<ids>)")
                    .bindList("ids", all.subList(from, Math.min(all.size(), from + MOST_BOUND)))
                    .map((row, context) -> Json.read(row.getString(1), Device.class))
                    .forEach(device -> devices.put(device.id(), device));
        }
        return devices;
    }

    /** What people changed after one revision and up to another. */
    static List<Device> devices(Handle handle, long after, long upTo) {
        return revised(handle, "SELECT document FROM device", after, upTo)
                .map((row, context) -> Json.read(row.getString(1), Device.class))
                .list();
    }

    private static Query revised(Handle handle, String select, long after, long upTo) {
        return handle.createQuery(select + " WHERE revision > ? AND revision <= ? ORDER BY revision")
                .bind(0, after)
                .bind(1, upTo);
    }

    /** Writes devices as the journal shows them. */
    static void put(Handle handle, Collection<Device> devices) {
        put(handle, devices, "device.revision", 0);
    }

    /** Writes devices as people want them. */
    static void put(Handle handle, Collection<Device> devices, long revision) {
        put(handle, devices, "excluded.revision", revision);
    }

    private static void put(Handle handle, Collection<Device> devices, String revision, long number) {
        if (devices.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO device (id, kind, site, claimed, document, revision) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, site = excluded.site,
                  claimed = excluded.claimed, document = excluded.document, revision =\s""" + revision);
        devices.forEach(device -> batch.add(
                device.id(), device.kind().id(), device.site(), device.claimed(), Json.write(device), number));
        batch.execute();
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

    /** The same of tokens that were given after one revision and up to another. */
    static Map<String, String> tokens(Handle handle, long after, long upTo) {
        Map<String, String> tokens = new HashMap<>();
        revised(handle, "SELECT hash, device FROM device_token", after, upTo)
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(token -> tokens.put(token.getKey(), token.getValue()));
        return tokens;
    }

    /**
     * Gives devices one token each and takes every other of theirs away.
     *
     * @param hashes by device
     */
    static void replaceTokens(Handle handle, Map<String, String> hashes, long revision, long nowMs) {
        if (hashes.isEmpty()) {
            return;
        }
        PreparedBatch drop = handle.prepareBatch("DELETE FROM device_token WHERE device = ?");
        PreparedBatch give = handle.prepareBatch(
                "INSERT INTO device_token (hash, device, created_ms, revision) VALUES (?, ?, ?, ?)");
        hashes.forEach((device, hash) -> {
            drop.add(device);
            give.add(hash, device, nowMs, revision);
        });
        drop.execute();
        give.execute();
    }

    public static List<Site> sites(Handle handle) {
        return handle.createQuery("SELECT document FROM site ORDER BY id")
                .map((row, context) -> Json.read(row.getString(1), Site.class))
                .list();
    }

    static List<Site> sites(Handle handle, long after, long upTo) {
        return revised(handle, "SELECT document FROM site", after, upTo)
                .map((row, context) -> Json.read(row.getString(1), Site.class))
                .list();
    }

    static void putSites(Handle handle, Collection<Site> sites, long revision) {
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO site (id, village, grid, document, revision) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET village = excluded.village, grid = excluded.grid,
                  document = excluded.document, revision = excluded.revision""");
        sites.forEach(site -> batch.add(
                site.id(), StorableText.of(site.village()), StorableText.of(site.grid()), Json.write(site), revision));
        batch.execute();
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
