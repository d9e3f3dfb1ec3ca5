package firegate.ingest.evidence;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Evidence;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.records.AlarmRecords;
import firegate.ingest.records.Database;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies the readings around each alarm from the history into the records, once those after it have come, so that they are
 * still there when the history is not.
 */
public final class EvidenceKeeper {

    /** The last readings need some time to the history. */
    static final Duration SETTLES = Duration.ofMinutes(15);

    private static final int AT_ONCE = 100;

    private final Database database;
    private final HistoryStore history;
    private final ReadingsAround around;

    public EvidenceKeeper(Database database, HistoryStore history) {
        this.database = database;
        this.history = history;
        this.around = new ReadingsAround(history);
    }

    /**
     * Keeps what is due, the oldest first; to be called again and again. While the history cannot be read nothing is kept, and
     * nothing is given up.
     *
     * @return how many alarms it was kept for
     */
    public int keep(long nowMs) {
        if (history.problem() != null) {
            return 0;
        }
        List<Alarm> due = database.reader()
                .withHandle(handle -> AlarmRecords.withoutEvidence(handle, nowMs - SETTLES.toMillis(), AT_ONCE));
        Map<String, Evidence> found = new LinkedHashMap<>();
        due.forEach(alarm -> found.put(alarm.id(), around.of(alarm)));
        if (!found.isEmpty()) {
            database.writer().run(handle -> AlarmRecords.keepEvidence(handle, found));
        }
        return found.size();
    }
}
