package firegate.ingest.history;

import firegate.ingest.journal.Entry;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;

/** What intake should never let through; stored all the same it would be lost, or would break the store. */
public final class PointCheck {

    private static final int MOST_NAME_LENGTH = 1_000;

    private final long mostTimeMs;
    private final String years;

    /**
     * @param mostTimeMs last instant that the store keeps, epoch milliseconds; the first one is the epoch
     * @param years the same in words
     */
    public PointCheck(long mostTimeMs, String years) {
        this.mostTimeMs = mostTimeMs;
        this.years = years;
    }

    /** @throws HistoryException a refusal that names the device, when something of the entry can never be kept */
    public void check(Entry.Telemetry entry) {
        String device = entry.device();
        if (!usable(device)) {
            throw HistoryException.refused("device id '" + device + "' is empty or too long");
        }
        if (entry.site() != null && entry.site().length() > MOST_NAME_LENGTH) {
            throw HistoryException.refused("device '" + device + "': its site's id is too long");
        }
        for (Reading reading : entry.readings()) {
            if (reading.timeMs() < 0 || reading.timeMs() > mostTimeMs) {
                throw HistoryException.refused(
                        "device '" + device + "': time " + reading.timeMs() + " ms is outside " + years);
            }
            check(device, reading.values());
        }
    }

    private static void check(String device, MetricValues values) {
        for (int i = 0; i < values.size(); i++) {
            String name = values.name(i);
            if (!usable(name)) {
                throw HistoryException.refused("device '" + device + "': metric name is empty or too long");
            }
            if (!Double.isFinite(values.value(i))) {
                throw HistoryException.refused(
                        "device '" + device + "': " + name + " is " + values.value(i) + ", not a finite number");
            }
        }
    }

    private static boolean usable(String name) {
        return name != null && !name.isEmpty() && name.length() <= MOST_NAME_LENGTH;
    }
}
