package firegate.ingest.records;

import firegate.ingest.device.Device;
import firegate.ingest.device.DeviceAccess;
import firegate.ingest.device.DeviceDirectory;
import firegate.ingest.device.Kind;
import firegate.ingest.device.Site;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * All devices and sites, in memory for everyone who asks and in the records for good. Changes by people are audited. Devices
 * that appear by themselves are known here at once and recorded by the consumer of the journal that sees their first entry.
 */
public final class DeviceRegistry implements DeviceAccess, DeviceDirectory {

    private static final int TOKEN_BYTES = 24;

    private final Database database;
    private final InstantSource clock;
    private final boolean open;
    private final Map<String, Device> devices = new ConcurrentSkipListMap<>();
    private final Map<String, Site> sites = new ConcurrentSkipListMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private volatile Consumer<Device> changed = device -> {};
    private volatile Consumer<String> deleted = device -> {};

    /** @param open whether unregistered devices are admitted and nobody needs a token */
    public DeviceRegistry(Database database, boolean open, InstantSource clock) {
        this.database = database;
        this.open = open;
        this.clock = clock;
        database.reader().useHandle(handle -> {
            DeviceRecords.devices(handle).forEach(device -> devices.put(device.id(), device));
            DeviceRecords.sites(handle).forEach(site -> sites.put(site.id(), site));
            tokens.putAll(DeviceRecords.tokens(handle));
        });
    }

    /** Tells who follows devices of every change that people make; called after it is recorded. */
    public void onChange(Consumer<Device> listener) {
        changed = listener;
    }

    /** Tells who follows devices that one was removed; called after it is recorded. */
    public void onDelete(Consumer<String> listener) {
        deleted = listener;
    }

    public Optional<Device> device(String id) {
        return Optional.ofNullable(devices.get(id));
    }

    /** All devices, by id. */
    public Collection<Device> devices() {
        return devices.values();
    }

    public Optional<Site> site(String id) {
        return id == null ? Optional.empty() : Optional.ofNullable(sites.get(id));
    }

    /** All sites, by id. */
    public Collection<Site> sites() {
        return sites.values();
    }

    @Override
    public boolean open() {
        return open;
    }

    @Override
    public boolean admitsUnknown() {
        return open;
    }

    @Override
    public Optional<String> authenticate(String username, String password) {
        boolean tokenAsName = password == null || password.isEmpty();
        String token = tokenAsName ? username : password;
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        String device = tokens.get(hash(token));
        return device != null && (tokenAsName || device.equals(username)) ? Optional.of(device) : Optional.empty();
    }

    @Override
    public boolean mayPublish(String publisher, String device) {
        if (open || publisher.equals(device)) {
            return true;
        }
        Device of = devices.get(publisher);
        return of != null && of.gateway();
    }

    @Override
    public Optional<Known> lookup(String id) {
        Device device = devices.get(id);
        return device == null
                ? Optional.empty()
                : Optional.of(new Known(device.kind(), device.site(), device.claimed()));
    }

    @Override
    public Kind admit(String id, Kind guess) {
        return devices.compute(id, (key, known) -> {
                    if (known == null) {
                        return Device.unclaimed(id, guess, null);
                    }
                    boolean sharper = !known.claimed() && known.kind() == Kind.UNKNOWN;
                    return sharper ? known.withKind(guess) : known;
                })
                .kind();
    }

    /** Adds or replaces a device. */
    public void put(Device device, String user) {
        write(
                handle -> {
                    DeviceRecords.put(handle, device);
                    audit(
                            handle,
                            user,
                            "device.put",
                            "device:" + device.id(),
                            device.kind().id());
                },
                () -> devices.put(device.id(), device));
        changed.accept(device);
    }

    /** Removes a device; false when there is none. Its tokens stop at once. */
    public boolean delete(String id, String user) {
        if (!devices.containsKey(id)) {
            return false;
        }
        write(
                handle -> {
                    DeviceRecords.delete(handle, id);
                    audit(handle, user, "device.delete", "device:" + id, "");
                },
                () -> {
                    devices.remove(id);
                    tokens.values().removeIf(id::equals);
                });
        deleted.accept(id);
        return true;
    }

    /** Gives a device a new token, which is shown this once; the old one stops at once. */
    public String newToken(String id, String user) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        setToken(id, token, user);
        return token;
    }

    /** Gives a device a token that was chosen elsewhere. */
    public void setToken(String id, String token, String user) {
        String hash = hash(token);
        write(
                handle -> {
                    DeviceRecords.replaceToken(handle, id, hash, clock.millis());
                    audit(handle, user, "device.token", "device:" + id, "");
                },
                () -> {
                    tokens.values().removeIf(id::equals);
                    tokens.put(hash, id);
                });
    }

    /** Confirms devices that appeared by themselves; unknown ids are left out of the answer. */
    public List<Device> claim(List<String> ids, Kind kind, String site, String user) {
        List<Device> claimed = new ArrayList<>();
        String detail = kind.id() + (site == null ? "" : " at " + site);
        write(
                handle -> {
                    for (String id : ids) {
                        Device device = devices.get(id);
                        if (device != null) {
                            claimed.add(device.claimedAs(kind, site));
                            DeviceRecords.put(handle, device.claimedAs(kind, site));
                            audit(handle, user, "device.claim", "device:" + id, detail);
                        }
                    }
                },
                () -> claimed.forEach(device -> devices.put(device.id(), device)));
        claimed.forEach(changed);
        return claimed;
    }

    public void put(Site site, String user) {
        write(
                handle -> {
                    DeviceRecords.put(handle, site);
                    audit(handle, user, "site.put", "site:" + site.id(), site.name());
                },
                () -> sites.put(site.id(), site));
    }

    /** Removes a site; false when there is none. */
    public boolean deleteSite(String id, String user) {
        if (!sites.containsKey(id)) {
            return false;
        }
        write(
                handle -> {
                    DeviceRecords.deleteSite(handle, id);
                    audit(handle, user, "site.delete", "site:" + id, "");
                },
                () -> sites.remove(id));
        return true;
    }

    /**
     * What the journal showed of a device.
     *
     * @param kind its kind as it was frozen into the entry
     * @param via the gateway that delivered it, or null
     * @param admitted whether it may appear by itself: it was understood, not rejected
     * @param attributes what it said of itself
     */
    public record Seen(Kind kind, String via, boolean admitted, Map<String, String> attributes) {}

    /**
     * Writes devices as the journal showed them: new ones, guesses that became sharper, gateways, attributes that they
     * reported. Only within a transaction of the writer; {@link #recorded} follows it.
     */
    public void record(Handle handle, Map<String, Seen> seen) {
        seen.forEach((id, what) -> {
            Device device = merged(id, devices.get(id), what);
            if (device != null) {
                DeviceRecords.put(handle, device);
            }
        });
    }

    /** What {@link #record} wrote is committed. */
    public void recorded(Map<String, Seen> seen) {
        seen.forEach((id, what) -> devices.compute(id, (key, known) -> merged(id, known, what)));
    }

    /** Null when it is not known and must not appear by itself, as one that people have removed. */
    private Device merged(String id, Device known, Seen seen) {
        if (known == null && !(open && seen.admitted())) {
            return null;
        }
        Device device = known == null ? Device.unclaimed(id, seen.kind(), seen.via()) : known;
        if (seen.via() != null && !seen.via().equals(device.via())) {
            device = device.withVia(seen.via());
        }
        if (seen.attributes().isEmpty()) {
            return device;
        }
        Map<String, String> all = new HashMap<>(device.attributes());
        all.putAll(seen.attributes());
        return device.withAttributes(all);
    }

    /** Memory follows the records before anyone else has a turn to write, so that both tell the same. */
    private void write(Consumer<Handle> work, Runnable committed) {
        database.writer().run(work, committed);
    }

    private void audit(Handle handle, String user, String action, String subject, String detail) {
        AuditRecords.append(handle, clock.millis(), user, action, subject, detail);
    }

    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
