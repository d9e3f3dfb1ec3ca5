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
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jdbi.v3.core.Handle;

/**
 * All devices and sites, in memory for everyone who asks and in the records for good. Changes by people are audited. Devices
 * that appear by themselves are known here at once and recorded by the consumer of the journal that sees their first entry.
 */
public final class DeviceRegistry implements DeviceAccess, DeviceDirectory {

    private static final int TOKEN_BYTES = 24;
    /** A command writes some hundred rows in one; nobody is to wait long for them. */
    private static final int REVISIONS_AT_ONCE = 4;

    private final Database database;
    private final InstantSource clock;
    private final boolean open;
    private final Map<String, Device> devices = new ConcurrentSkipListMap<>();
    private final Map<String, Site> sites = new ConcurrentSkipListMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    /** Memory knows what people changed up to here; written by whose turn it is to write. */
    private volatile long revision;

    private volatile Consumer<Device> changed = device -> {};
    private volatile Consumer<String> deleted = device -> {};

    /** @param open whether unregistered devices are admitted and nobody needs a token */
    public DeviceRegistry(Database database, boolean open, InstantSource clock) {
        this.database = database;
        this.open = open;
        this.clock = clock;
        database.reader().useHandle(handle -> {
            revision = Counters.of(handle, Counters.REGISTRY);
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
                (handle, number) -> {
                    DeviceRecords.put(handle, List.of(device), number);
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

    /** @param token the one token that it has from now on; null leaves it the one that it has */
    public record Registration(Device device, String token) {}

    /**
     * Adds or replaces devices, all or none. Attributes that a device reported since this registry read it are kept.
     *
     * @param source where they come from, for the audit trail
     */
    public void register(List<Registration> registrations, String source, String user) {
        Map<String, Device> put = new LinkedHashMap<>();
        registrations.forEach(of -> put.put(of.device().id(), of.device()));
        Map<String, String> hashes = new LinkedHashMap<>();
        registrations.stream()
                .filter(of -> of.token() != null)
                .forEach(of -> hashes.put(of.device().id(), hash(of.token())));
        write(
                (handle, number) -> {
                    List<AuditRecords.Act> acts = new ArrayList<>();
                    Map<String, Device> recorded = DeviceRecords.devices(handle, put.keySet());
                    put.replaceAll((id, device) -> reported(device, recorded.get(id)));
                    DeviceRecords.put(handle, put.values(), number);
                    DeviceRecords.replaceTokens(handle, hashes, number, clock.millis());
                    put.values().stream()
                            .filter(device -> !device.equals(recorded.get(device.id())))
                            .forEach(device -> acts.add(act(
                                    user,
                                    "device.put",
                                    "device:" + device.id(),
                                    device.kind().id() + ", " + source)));
                    hashes.keySet().forEach(id -> acts.add(act(user, "device.token", "device:" + id, source)));
                    AuditRecords.append(handle, acts);
                },
                () -> {
                    devices.putAll(put);
                    takeTokens(hashes);
                });
        put.values().forEach(changed);
    }

    /** With what a device has said of itself since we read it. */
    private Device reported(Device device, Device recorded) {
        Device read = devices.get(device.id());
        if (recorded == null || read == null || recorded.equals(read)) {
            return device;
        }
        Map<String, String> attributes = new HashMap<>(device.attributes());
        recorded.attributes().forEach((name, value) -> {
            if (!value.equals(read.attributes().get(name))) {
                attributes.put(name, value);
            }
        });
        return device.withAttributes(attributes);
    }

    /** The ids of all devices that have a token. */
    public Set<String> withToken() {
        return Set.copyOf(tokens.values());
    }

    /** The device that has this token. */
    public Optional<String> owner(String token) {
        return Optional.ofNullable(tokens.get(hash(token)));
    }

    /** Removes a device; false when there is none. Its tokens stop at once. */
    public boolean delete(String id, String user) {
        if (!devices.containsKey(id)) {
            return false;
        }
        write(
                (handle, number) -> {
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
        String token = makeToken();
        setToken(id, token, user);
        return token;
    }

    /** A token that nobody can guess, and that no device has yet. */
    public String makeToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Gives a device a token that was chosen elsewhere. */
    public void setToken(String id, String token, String user) {
        Map<String, String> hashes = Map.of(id, hash(token));
        write(
                (handle, number) -> {
                    DeviceRecords.replaceTokens(handle, hashes, number, clock.millis());
                    audit(handle, user, "device.token", "device:" + id, "");
                },
                () -> takeTokens(hashes));
    }

    private void takeTokens(Map<String, String> hashByDevice) {
        tokens.values().removeIf(hashByDevice::containsKey);
        hashByDevice.forEach((device, hash) -> tokens.put(hash, device));
    }

    /** Confirms devices that appeared by themselves; unknown ids are left out of the answer. */
    public List<Device> claim(List<String> ids, Kind kind, String site, String user) {
        List<Device> claimed = new ArrayList<>();
        String detail = kind.id() + (site == null ? "" : " at " + site);
        write(
                (handle, number) -> {
                    Map<String, Device> known = current(handle, ids, number != revision + 1);
                    for (String id : ids) {
                        Device device = known.get(id);
                        if (device != null) {
                            claimed.add(device.claimedAs(kind, site));
                            audit(handle, user, "device.claim", "device:" + id, detail);
                        }
                    }
                    DeviceRecords.put(handle, claimed, number);
                },
                () -> claimed.forEach(device -> devices.put(device.id(), device)));
        claimed.forEach(changed);
        return claimed;
    }

    public void put(Site site, String user) {
        putSites(List.of(site), "", user);
    }

    /**
     * Adds or replaces sites, all or none.
     *
     * @param source where they come from, for the audit trail; empty when people gave them one by one
     */
    public void putSites(List<Site> put, String source, String user) {
        write(
                (handle, number) -> {
                    DeviceRecords.putSites(handle, put, number);
                    AuditRecords.append(
                            handle,
                            put.stream()
                                    .map(site -> act(
                                            user,
                                            "site.put",
                                            "site:" + site.id(),
                                            site.name() + (source.isEmpty() ? "" : ", " + source)))
                                    .toList());
                },
                () -> put.forEach(site -> sites.put(site.id(), site)));
    }

    /** Removes a site; false when there is none. */
    public boolean deleteSite(String id, String user) {
        if (!sites.containsKey(id)) {
            return false;
        }
        write(
                (handle, number) -> {
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
     * @param via the gateway device or broker that delivered it and vouches for it, or null
     * @param admitted whether it may appear by itself: it was understood, not rejected
     * @param attributes what it said of itself
     */
    public record Seen(Kind kind, String via, boolean admitted, Map<String, String> attributes) {}

    /**
     * Writes devices as the journal showed them: new ones, guesses that became sharper, gateways, attributes that they
     * reported. Only within a transaction of the writer; {@link #recorded} follows it.
     */
    public void record(Handle handle, Map<String, Seen> seen) {
        if (seen.isEmpty()) {
            return;
        }
        Map<String, Device> known = current(handle, seen.keySet(), Counters.of(handle, Counters.REGISTRY) != revision);
        List<Device> put = new ArrayList<>();
        seen.forEach((id, what) -> {
            Device device = merged(id, known.get(id), what);
            if (device != null) {
                put.add(device);
            }
        });
        DeviceRecords.put(handle, put);
    }

    /** Devices as the records have them, where a command has written beside us what memory does not know yet. */
    private Map<String, Device> current(Handle handle, Collection<String> ids, boolean writtenBeside) {
        Map<String, Device> current = new HashMap<>();
        ids.forEach(id -> device(id).ifPresent(device -> current.put(id, device)));
        if (writtenBeside) {
            DeviceRecords.devices(handle, ids).forEach((id, recorded) -> {
                Device known = current.get(id);
                boolean guessed = known != null && !recorded.claimed() && recorded.kind() == Kind.UNKNOWN;
                current.put(id, guessed ? recorded.withKind(known.kind()) : recorded);
            });
        }
        return current;
    }

    /** What {@link #record} wrote is committed. */
    public void recorded(Map<String, Seen> seen) {
        seen.forEach((id, what) -> devices.compute(id, (key, known) -> merged(id, known, what)));
    }

    /** Null when it is not known and must not appear by itself, as one that people have removed. */
    private Device merged(String id, Device known, Seen seen) {
        boolean mayAppear = seen.admitted() && (open || seen.via() != null);
        if (known == null && !mayAppear) {
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

    /** Takes over what commands have written beside us. Blocks; to be called again and again. */
    public void refresh() {
        long latest = database.reader().withHandle(handle -> Counters.of(handle, Counters.REGISTRY));
        while (revision < latest) {
            takeOver(Math.min(latest, revision + REVISIONS_AT_ONCE));
        }
    }

    private void takeOver(long upTo) {
        List<Device> put = new ArrayList<>();
        List<Site> putSites = new ArrayList<>();
        Map<String, String> given = new HashMap<>();
        List<Device> news = new ArrayList<>();
        database.writer()
                .run(
                        handle -> {
                            put.addAll(DeviceRecords.devices(handle, revision, upTo));
                            putSites.addAll(DeviceRecords.sites(handle, revision, upTo));
                            given.putAll(DeviceRecords.tokens(handle, revision, upTo));
                        },
                        () -> {
                            putSites.forEach(site -> sites.put(site.id(), site));
                            put.stream()
                                    .filter(device -> !device.equals(devices.put(device.id(), device)))
                                    .forEach(news::add);
                            Set<String> holders = new HashSet<>(given.values());
                            tokens.entrySet()
                                    .removeIf(token ->
                                            holders.contains(token.getValue()) && !given.containsKey(token.getKey()));
                            tokens.putAll(given);
                            revision = Math.max(revision, upTo);
                        });
        news.forEach(changed);
    }

    /** Memory follows the records before anyone else has a turn to write, so that both tell the same. */
    private void write(ObjLongConsumer<Handle> work, Runnable committed) {
        AtomicLong number = new AtomicLong();
        database.writer()
                .run(
                        handle -> {
                            number.set(Counters.next(handle, Counters.REGISTRY));
                            work.accept(handle, number.get());
                        },
                        () -> {
                            committed.run();
                            // Otherwise somebody else has written before us: left for refresh to find.
                            if (number.get() == revision + 1) {
                                revision = number.get();
                            }
                        });
    }

    private AuditRecords.Act act(String user, String action, String subject, String detail) {
        return new AuditRecords.Act(clock.millis(), user, action, subject, detail);
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
