package firegate.gateway.town;

import firegate.ingest.device.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Something that happens, from its start to its end.
 *
 * @param number which one it is in its plan
 * @param lead the device where it begins
 * @param part what each touched device has to do with it: 1 at the lead, less further away
 */
public record Incident(long number, IncidentKind kind, long startMs, TownDevice lead, Map<String, Double> part) {

    static Incident of(Town town, long number, IncidentKind kind, long startMs, TownDevice lead) {
        Map<String, Double> part = switch (kind) {
            case KITCHEN_SMOKE -> parts(town.ofSite(lead.device().site()), of -> of.equals(lead) ? 1.0 : 0.3);
            case CHARGING_FIRE ->
                parts(
                        town.ofSite(lead.device().site()),
                        of -> of.equals(lead)
                                ? 1.0
                                : of.device().kind() == Kind.SMOKE ? 0.6 + 0.3 * Noise.uniform(of.seed(), 30) : 0.0);
            case BURST_MAIN ->
                parts(
                        town.ofVillage(lead.village()),
                        of -> of.equals(lead)
                                ? 1.0
                                : of.device().kind() == Kind.HYDRANT ? Noise.between(of.seed(), 31, 0.4, 0.95) : 0.0);
            case AREA_OUTAGE -> parts(town.ofVillage(lead.village()), of -> 1.0);
            default -> Map.of(lead.id(), 1.0);
        };
        return new Incident(number, kind, startMs, lead, part);
    }

    private static Map<String, Double> parts(List<TownDevice> devices, Function<TownDevice, Double> part) {
        return devices.stream()
                .filter(device -> part.apply(device) > 0)
                .collect(Collectors.toUnmodifiableMap(TownDevice::id, part));
    }

    public long endMs() {
        return startMs + kind.length().toMillis();
    }

    boolean touches(TownDevice device) {
        return part.containsKey(device.id());
    }

    boolean covers(long timeMs) {
        return timeMs >= startMs && timeMs < endMs();
    }
}
