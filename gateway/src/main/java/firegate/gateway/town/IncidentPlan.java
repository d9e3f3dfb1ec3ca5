package firegate.gateway.town;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Incidents one after the other, without an end: each kind in turn, each time at another place. */
public final class IncidentPlan {

    private final Town town;
    private final long firstMs;
    private final long everyMs;
    private final List<IncidentKind> kinds;
    private final Map<IncidentKind, List<TownDevice>> places = new EnumMap<>(IncidentKind.class);
    private final Map<Long, Incident> known = new ConcurrentHashMap<>();

    private IncidentPlan(Town town, List<IncidentKind> kinds, long firstMs, Duration every) {
        this.town = town;
        this.firstMs = firstMs;
        this.everyMs = Math.max(1, every.toMillis());
        for (IncidentKind kind : kinds) {
            List<TownDevice> where =
                    town.devices().stream().filter(kind::beginsAt).toList();
            if (!where.isEmpty()) {
                places.put(kind, where);
            }
        }
        this.kinds = kinds.stream().filter(places::containsKey).toList();
    }

    /** Nothing ever happens. */
    public static IncidentPlan quiet(Town town) {
        return new IncidentPlan(town, List.of(), 0, Duration.ofDays(1));
    }

    /**
     * A plan.
     *
     * @param kinds in their order; those for which the town has no place are left out
     * @param firstMs start of the first, epoch milliseconds
     * @param every from one start to the next
     */
    public static IncidentPlan of(Town town, List<IncidentKind> kinds, long firstMs, Duration every) {
        return new IncidentPlan(town, List.copyOf(kinds), firstMs, every);
    }

    /** Those that begin within a time. */
    public List<Incident> beginning(long fromMs, long untilMs) {
        List<Incident> found = new ArrayList<>();
        if (!kinds.isEmpty()) {
            long number = Math.max(0, -Math.floorDiv(-Math.max(0, fromMs - firstMs), everyMs));
            for (; firstMs + number * everyMs < untilMs; number++) {
                found.add(incident(number));
            }
        }
        return found;
    }

    /** Those that touch a device and have not ended before {@code fromMs} nor begin at or after {@code untilMs}. */
    List<Incident> touching(TownDevice device, long fromMs, long untilMs) {
        if (kinds.isEmpty()) {
            return List.of();
        }
        long longest =
                kinds.stream().mapToLong(kind -> kind.length().toMillis()).max().orElse(0);
        return beginning(fromMs - longest, untilMs).stream()
                .filter(incident -> incident.endMs() > fromMs && incident.touches(device))
                .toList();
    }

    private Incident incident(long number) {
        return known.computeIfAbsent(number, this::plan);
    }

    private Incident plan(long number) {
        IncidentKind kind = kinds.get((int) (number % kinds.size()));
        List<TownDevice> where = places.get(kind);
        long start = Math.floorMod(Noise.mix(town.seed(), kind.id()), (long) where.size());
        // A step that has no divisor in common with the number of places comes round to all of them.
        long place = Math.floorMod(start + number / kinds.size() * step(where.size()), (long) where.size());
        return Incident.of(town, number, kind, firstMs + number * everyMs, where.get((int) place));
    }

    private static long step(int places) {
        int step = Math.max(1, (int) (places * 0.618));
        while (gcd(step, places) != 1) {
            step++;
        }
        return step;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
