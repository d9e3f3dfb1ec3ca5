package firegate.ingest.intake;

import firegate.ingest.journal.Entry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The intake's meters. */
final class IntakeMetrics {

    private final MeterRegistry registry;
    private final Counter messages;
    private final Counter readings;
    private final Counter duplicates;
    private final Counter unavailable;
    private final Map<String, Counter> quarantined = new ConcurrentHashMap<>();
    private final Timer append;

    IntakeMetrics(MeterRegistry registry, IntakeQueue queue, DuplicateWindow window) {
        this.registry = registry;
        messages = registry.counter("firegate.intake.messages");
        readings = registry.counter("firegate.intake.readings");
        duplicates = registry.counter("firegate.intake.duplicates");
        unavailable = registry.counter("firegate.intake.unavailable");
        append = Timer.builder("firegate.intake.append")
                .description("from a batch's first decision to its sync")
                .publishPercentileHistogram()
                .register(registry);
        registry.gauge("firegate.intake.queue.messages", queue, IntakeQueue::deliveries);
        registry.gauge("firegate.intake.queue.bytes", queue, IntakeQueue::bytes);
        TimeGauge.builder("firegate.intake.duplicate.window", window, TimeUnit.MILLISECONDS, DuplicateWindow::coveredMs)
                .register(registry);
    }

    void stored(List<Entry> entries, long appendNanos) {
        int storedReadings = 0;
        int foundDuplicates = 0;
        for (Entry entry : entries) {
            if (entry instanceof Entry.Telemetry telemetry) {
                storedReadings += telemetry.readings().size();
                foundDuplicates += telemetry.duplicates();
            } else if (entry instanceof Entry.Rejected rejected) {
                quarantined
                        .computeIfAbsent(
                                rejected.reason(),
                                reason -> registry.counter("firegate.intake.quarantined", "reason", reason))
                        .increment();
            }
        }
        messages.increment(entries.size());
        readings.increment(storedReadings);
        duplicates.increment(foundDuplicates);
        append.record(appendNanos, TimeUnit.NANOSECONDS);
    }

    void unavailable(int deliveries) {
        unavailable.increment(deliveries);
    }
}
