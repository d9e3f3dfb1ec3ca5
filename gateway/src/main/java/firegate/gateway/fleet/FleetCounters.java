package firegate.gateway.fleet;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/** What a fleet counts while it runs; written by its event loops, read by anyone. */
final class FleetCounters {

    private static final long LONGEST_MICROS = 600_000_000;

    final LongAdder sent = new LongAdder();
    final LongAdder acknowledged = new LongAdder();
    final LongAdder redelivered = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder reconnects = new LongAdder();
    final AtomicInteger connected = new AtomicInteger();
    private final ConcurrentHistogram latencyMicros = new ConcurrentHistogram(LONGEST_MICROS, 3);
    private volatile String lastFailure = "";

    void acknowledged(long nanosSinceSent) {
        acknowledged.increment();
        latencyMicros.recordValue(Math.min(nanosSinceSent / 1_000, LONGEST_MICROS));
    }

    void failure(Throwable cause) {
        lastFailure = Failures.text(cause);
    }

    FleetFigures figures() {
        return new FleetFigures(
                sent.sum(),
                acknowledged.sum(),
                redelivered.sum(),
                failed.sum(),
                reconnects.sum(),
                connected.get(),
                latencyMicros.getValueAtPercentile(50),
                latencyMicros.getValueAtPercentile(99),
                latencyMicros.getMaxValue(),
                lastFailure);
    }
}
