package firegate.ingest.pipeline;

import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.rule.RuleBook;
import firegate.ingest.rule.RuleEngine;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raises and undoes a fire of a device that does not exist, so that the first real one does not wait for code to be loaded. */
final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    /** No device can have this id. */
    private static final String NOBODY = "( rehearsal )";

    private Rehearsal() {}

    static void run(RuleBook book, DeviceRegistry registry, AlarmCommit records, long nowMs) {
        Watch watch = new Watch(new RuleEngine(book), registry, 0, () -> "rehearsal", nowMs);
        Reading fire = new Reading(
                nowMs, Reading.TimeSource.RECEIPT, Reading.NO_DEVICE_TIME, MetricValues.of(Reading.FIRE, 1));
        Entry entry = new Entry.Telemetry(NOBODY, Kind.SMOKE, null, null, nowMs, List.of(fire), List.of(), 0, Map.of());
        watch.count(0, entry);
        watch.takeFire(0, entry, nowMs);
        watch.take(entry, true, nowMs);
        try {
            records.rehearse(watch.changes(), nowMs);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("the first commit could not be rehearsed");
        }
    }
}
