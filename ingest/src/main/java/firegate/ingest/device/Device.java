package firegate.ingest.device;

import java.time.Duration;
import java.util.Map;

/**
 * A device as people know it. What it says of itself at the moment (last values, state) is kept elsewhere.
 *
 * @param site id of its site, or null
 * @param lat latitude in degrees, or null
 * @param interval how often it reports, or null when that is not known
 * @param power {@code battery}, {@code mains}, or null
 * @param claimed false for a device that appeared by itself and nobody has confirmed
 * @param gateway whether it may push for others
 * @param via the gateway device or broker that delivers it, or null
 * @param maintenanceUntilMs epoch milliseconds, or null
 * @param manufactured ISO date, or null
 * @param lastCheck ISO date, or null
 * @param ratedPower W, or null
 * @param scope {@code port} or {@code feeder} for charging, or null
 * @param attributes strings and facts, set by people and reported by the device
 */
public record Device(
        String id,
        Kind kind,
        String site,
        String name,
        String location,
        Double lat,
        Double lon,
        String model,
        String profile,
        Duration interval,
        String power,
        boolean claimed,
        boolean gateway,
        String via,
        Long maintenanceUntilMs,
        String manufactured,
        String lastCheck,
        Double ratedPower,
        String scope,
        Map<String, String> attributes) {

    /** A device that appeared by itself. */
    public static Device unclaimed(String id, Kind kind, String via) {
        return new Device(
                id, kind, null, null, null, null, null, null, "native", null, null, false, false, via, null, null, null,
                null, null, Map.of());
    }

    public Device withKind(Kind newKind) {
        return with(newKind, site, claimed, via, attributes);
    }

    public Device claimedAs(Kind newKind, String newSite) {
        return with(newKind, newSite, true, via, attributes);
    }

    public Device withVia(String newVia) {
        return with(kind, site, claimed, newVia, attributes);
    }

    public Device withAttributes(Map<String, String> newAttributes) {
        return with(kind, site, claimed, via, newAttributes);
    }

    private Device with(
            Kind newKind, String newSite, boolean nowClaimed, String newVia, Map<String, String> newAttributes) {
        return new Device(
                id,
                newKind,
                newSite,
                name,
                location,
                lat,
                lon,
                model,
                profile,
                interval,
                power,
                nowClaimed,
                gateway,
                newVia,
                maintenanceUntilMs,
                manufactured,
                lastCheck,
                ratedPower,
                scope,
                newAttributes);
    }
}
