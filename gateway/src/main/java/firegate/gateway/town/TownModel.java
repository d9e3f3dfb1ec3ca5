package firegate.gateway.town;

import firegate.ingest.telemetry.MetricValues;
import java.util.List;
import java.util.Optional;

/** When the devices of a town report, and what. */
public final class TownModel {

    private static final double JITTER = 0.02;

    private final IncidentPlan plan;

    public TownModel(IncidentPlan plan) {
        this.plan = plan;
    }

    /** The first report of a device after a moment, epoch milliseconds. */
    public long nextMs(TownDevice device, long afterMs) {
        long next = regular(device, afterMs);
        for (Incident incident : plan.touching(device, afterMs, next)) {
            long every = Course.everyMs(incident, device, Math.max(afterMs, incident.startMs()));
            if (every > 0) {
                long since = Math.max(0, afterMs + 1 - incident.startMs());
                long at = incident.startMs() + -Math.floorDiv(-since, every) * every;
                next = at < incident.endMs() ? Math.min(next, at) : next;
            }
        }
        return next;
    }

    /** What a device reports at a moment; empty: it cannot be heard. */
    public Optional<MetricValues> at(TownDevice device, long timeMs) {
        List<Incident> incidents = plan.touching(device, timeMs, timeMs + 1);
        Values values = QuietDay.at(device, timeMs);
        for (Incident incident : incidents) {
            if (Course.silent(incident, timeMs)) {
                return Optional.empty();
            }
            Course.apply(incident, device, timeMs, values);
        }
        return Optional.of(values.done());
    }

    /** At its interval, from a phase of its own, never quite on time. */
    private static long regular(TownDevice device, long afterMs) {
        long interval = device.intervalMs();
        long phase = Math.floorMod(device.seed(), interval);
        long tick = Math.floorDiv(afterMs - phase, interval);
        long at = tickMs(device, phase, interval, tick);
        return at > afterMs ? at : tickMs(device, phase, interval, tick + 1);
    }

    private static long tickMs(TownDevice device, long phase, long interval, long tick) {
        return phase + tick * interval + (long) (Noise.uniform(device.seed() + 16, tick) * JITTER * interval);
    }
}
