package firegate.gateway.cli;

import firegate.gateway.fleet.FleetFigures;
import firegate.gateway.simulate.Played;
import firegate.gateway.simulate.Simulation;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What a simulation says while it runs, and at its end. */
final class SimulateReport {

    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Simulation simulation;
    private final int devices;
    private final PrintWriter out;
    private final PrintWriter err;
    private final long begunNanos = System.nanoTime();

    SimulateReport(Simulation simulation, int devices, PrintWriter out, PrintWriter err) {
        this.simulation = simulation;
        this.devices = devices;
        this.out = out;
        this.err = err;
    }

    /** Prints rates until it is over. */
    void watch(StopSignal stop, Optional<Duration> duration) throws InterruptedException {
        FleetFigures before = simulation.figures();
        long beforeNanos = begunNanos;
        Optional<Long> endNanos = duration.map(most -> begunNanos + most.toNanos());
        while (true) {
            Duration next = endNanos.map(end -> Duration.ofNanos(Math.max(0, end - System.nanoTime())))
                    .filter(left -> left.compareTo(EVERY) < 0)
                    .orElse(EVERY);
            boolean stopped = stop.await(next);
            FleetFigures now = simulation.figures();
            long nowNanos = System.nanoTime();
            progress(before, now, (nowNanos - beforeNanos) / 1e9);
            before = now;
            beforeNanos = nowNanos;
            if (stopped || endNanos.filter(end -> nowNanos >= end).isPresent()) {
                return;
            }
        }
    }

    private void progress(FleetFigures before, FleetFigures now, double seconds) {
        Played played = simulation.played();
        String failure = now.lastFailure().isEmpty() ? "" : "  last failure: " + now.lastFailure();
        err.printf(
                Locale.ROOT,
                "%4.0f s  connected %,d/%,d  sent %,d (%,.0f/s)  acknowledged %,d (%,.0f/s)  waiting %,d  failed %,d"
                        + "  reconnects %,d%s%s%n",
                (System.nanoTime() - begunNanos) / 1e9,
                now.connected(),
                devices,
                now.sent(),
                (now.sent() - before.sent()) / seconds,
                now.acknowledged(),
                (now.acknowledged() - before.acknowledged()) / seconds,
                Math.max(0, played.messages() - now.acknowledged() - now.failed()),
                now.failed(),
                now.reconnects(),
                played.behindMs() > EVERY.toMillis() ? "  behind by " + played.behindMs() / 1_000 + " s" : "",
                failure);
        err.flush();
    }

    /** @return the exit code: 1 when a message was never acknowledged */
    int summary() {
        Played played = simulation.played();
        FleetFigures figures = simulation.figures();
        double seconds = (System.nanoTime() - begunNanos) / 1e9;
        long never = played.messages() - figures.acknowledged();
        out.printf(Locale.ROOT, "devices        %d%n", devices);
        out.printf(Locale.ROOT, "messages       %d (%.1f/s)%n", played.messages(), played.messages() / seconds);
        out.printf(Locale.ROOT, "readings       %d%n", played.readings());
        out.printf(Locale.ROOT, "sent twice     %d%n", played.duplicates());
        out.printf(Locale.ROOT, "garbage        %d%n", played.garbage());
        out.printf(Locale.ROOT, "buffered       %d%n", played.buffered());
        out.printf(Locale.ROOT, "dropouts       %d%n", played.dropouts());
        out.printf(Locale.ROOT, "acknowledged   %d%n", figures.acknowledged());
        out.printf(Locale.ROOT, "never          %d%n", never);
        out.printf(Locale.ROOT, "redelivered    %d%n", figures.redelivered());
        out.printf(Locale.ROOT, "reconnects     %d%n", figures.reconnects());
        out.printf(
                Locale.ROOT,
                "latency        p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
                figures.p50Micros() / 1e3,
                figures.p99Micros() / 1e3,
                figures.maxMicros() / 1e3);
        out.flush();
        if (never > 0 && !figures.lastFailure().isEmpty()) {
            err.println("last failure: " + figures.lastFailure());
            err.flush();
        }
        return never > 0 ? 1 : 0;
    }
}
