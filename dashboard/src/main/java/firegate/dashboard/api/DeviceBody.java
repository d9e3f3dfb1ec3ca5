package firegate.dashboard.api;

import firegate.ingest.device.Device;
import firegate.ingest.device.DeviceId;
import firegate.ingest.device.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A device as a client wants it to be. What is left out is empty; attributes that are left out stay as they are. */
public final class DeviceBody {

    static final double MOST_LAT = 90;
    static final double MOST_LON = 180;

    private static final Pattern PROFILE = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(400);
    private static final double MOST_WATTS = 1_000_000;
    private static final int MOST_ATTRIBUTES = 200;
    /** Most characters of a text. */
    public static final int TEXT = 500;

    private final Body body;
    private final Predicate<String> siteExists;

    public DeviceBody(Body body, Predicate<String> siteExists) {
        this.body = body;
        this.siteExists = siteExists;
    }

    /** What {@link #read} makes this device of, in JSON. */
    public static String written(Device device) {
        return DeviceJson.of(device, Optional.empty(), 0, null, 0).encode();
    }

    /** The keys that say how a device is now; nobody can set them. */
    public static List<String> measured() {
        return DeviceJson.MEASURED;
    }

    /** @param known the device as it is, if there is one */
    public Device read(String id, Optional<Device> known) {
        String named = body.text("id", TEXT);
        if (named != null && !named.equals(id)) {
            throw body.bad("id", "the id in the address, '" + id + "', or no id");
        }
        if (!DeviceId.allows(id)) {
            throw Body.bad("the id '" + id + "' is not allowed: " + DeviceId.FORM);
        }
        body.ignore(DeviceJson.MEASURED);
        String profile = body.text("profile", TEXT);
        if (profile != null && !PROFILE.matcher(profile).matches()) {
            throw body.bad("profile", "the name of a payload profile, such as native");
        }
        Map<String, String> attributes = body.textMap("attributes", MOST_ATTRIBUTES, TEXT);
        Device device = new Device(
                id,
                kind(body),
                site(body, siteExists),
                body.text("name", TEXT),
                body.text("location", TEXT),
                body.number("lat", -MOST_LAT, MOST_LAT),
                body.number("lon", -MOST_LON, MOST_LON),
                body.text("model", TEXT),
                profile == null ? "native" : profile,
                interval(),
                choice("power", "battery", "mains"),
                body.flag("claimed", true),
                body.flag("gateway", false),
                via(),
                body.time("maintenanceUntil"),
                date("manufactured"),
                date("lastCheck"),
                body.number("ratedPower", 0, MOST_WATTS),
                choice("scope", "port", "feeder"),
                attributes == null ? known.map(Device::attributes).orElse(Map.of()) : attributes);
        body.end();
        return device;
    }

    static Kind kind(Body body) {
        String kind = body.text("kind", TEXT);
        return Optional.ofNullable(kind)
                .flatMap(Kind::of)
                .orElseThrow(() -> body.bad(
                        "kind", Arrays.stream(Kind.values()).map(Kind::id).collect(Collectors.joining(", "))));
    }

    /** Null when absent. */
    static String site(Body body, Predicate<String> exists) {
        String site = body.text("site", TEXT);
        if (site != null && !exists.test(site)) {
            throw body.bad("site", "the id of a site that exists, or null");
        }
        return site;
    }

    private String via() {
        String via = body.text("via", TEXT);
        if (via != null && !DeviceId.allows(via)) {
            throw body.bad("via", "the id of the gateway device, or broker:NAME, that delivers it, or null");
        }
        return via;
    }

    private Duration interval() {
        String text = body.text("interval", TEXT);
        if (text == null) {
            return null;
        }
        return Durations.parse(text)
                .filter(interval -> !interval.isZero() && interval.compareTo(LONGEST_INTERVAL) <= 0)
                .orElseThrow(() -> body.bad("interval", "a length of time such as 90s, 5m, 24h or 7d; at most 400d"));
    }

    private String choice(String key, String... allowed) {
        String value = body.text(key, TEXT);
        if (value != null && !List.of(allowed).contains(value)) {
            throw body.bad(key, String.join(" or ", allowed) + ", or null");
        }
        return value;
    }

    private String date(String key) {
        String value = body.text(key, TEXT);
        try {
            return value == null ? null : LocalDate.parse(value).toString();
        } catch (DateTimeException e) {
            throw body.bad(key, "a date such as 2026-03-01, or null");
        }
    }
}
