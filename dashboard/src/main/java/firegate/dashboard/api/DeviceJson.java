package firegate.dashboard.api;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.device.Device;
import firegate.ingest.rule.DeviceState;
import firegate.ingest.supervise.Presence;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Devices in JSON: what people know of them, and how they are now. */
final class DeviceJson {

    /** Keys that say how the device is now; nobody can set them. */
    static final List<String> MEASURED = List.of("state", "lastSeen", "latest", "openAlarms", "rejectedLastDay");

    private DeviceJson() {}

    /**
     * @param view its last values, if anything was ever received
     * @param rejectedLastDay rejected messages of the last 24 hours; null while the records cannot be read
     */
    static JsonObject of(
            Device device, Optional<DeviceState.View> view, long openAlarms, Long rejectedLastDay, long nowMs) {
        JsonObject attributes = new JsonObject();
        new TreeMap<>(device.attributes()).forEach(attributes::put);
        Long lastSeen = view.map(DeviceState.View::lastSeenMs).orElse(null);
        return new JsonObject()
                .put("id", device.id())
                .put("kind", device.kind().id())
                .put("site", device.site())
                .put("name", device.name())
                .put("location", device.location())
                .put("lat", device.lat())
                .put("lon", device.lon())
                .put("model", device.model())
                .put("profile", device.profile())
                .put("interval", Durations.format(device.interval()))
                .put("power", device.power())
                .put("claimed", device.claimed())
                .put("gateway", device.gateway())
                .put("via", device.via())
                .put("maintenanceUntil", Iso.time(device.maintenanceUntilMs()))
                .put("manufactured", device.manufactured())
                .put("lastCheck", device.lastCheck())
                .put("ratedPower", device.ratedPower() == null ? null : Iso.number(device.ratedPower()))
                .put("scope", device.scope())
                .put("attributes", attributes)
                .put("state", Presence.of(lastSeen, device.interval(), nowMs).id())
                .put("lastSeen", Iso.time(lastSeen))
                .put("latest", latest(view))
                .put("openAlarms", openAlarms)
                .put("rejectedLastDay", rejectedLastDay);
    }

    private static JsonObject latest(Optional<DeviceState.View> view) {
        JsonObject latest = new JsonObject();
        view.ifPresent(of -> of.latest()
                .forEach(value -> latest.put(
                        value.metric(),
                        new JsonObject()
                                .put("value", Iso.number(value.value()))
                                .put("time", Iso.time(value.timeMs())))));
        return latest;
    }

    /** Open alarms of each device. */
    static Map<String, Long> openAlarms(List<Alarm> open) {
        Map<String, Long> counts = new HashMap<>();
        for (Alarm alarm : open) {
            if (alarm.origin().device() != null) {
                counts.merge(alarm.origin().device(), 1L, Long::sum);
            }
        }
        return counts;
    }
}
