package firegate.gateway.town;

import firegate.ingest.device.Device;
import java.time.Duration;

/**
 * A device of the town with what its behaviour depends on.
 *
 * @param village of its site
 * @param room where it hangs
 * @param installedMs when its battery was new
 * @param seed of everything that happens to it by chance
 */
public record TownDevice(Device device, String village, Room room, long installedMs, long seed) {

    /** What a place does to a detector. */
    public enum Room {
        KITCHEN,
        LIVING,
        SHED,
        STREET
    }

    public String id() {
        return device.id();
    }

    long intervalMs() {
        return device.interval().toMillis();
    }

    boolean onBattery() {
        return "battery".equals(device.power());
    }

    TownDevice every(Duration interval) {
        Device d = device;
        Device changed = new Device(
                d.id(),
                d.kind(),
                d.site(),
                d.name(),
                d.location(),
                d.lat(),
                d.lon(),
                d.model(),
                d.profile(),
                interval,
                d.power(),
                d.claimed(),
                d.gateway(),
                d.via(),
                d.maintenanceUntilMs(),
                d.manufactured(),
                d.lastCheck(),
                d.ratedPower(),
                d.scope(),
                d.attributes());
        return new TownDevice(changed, village, room, installedMs, seed);
    }
}
