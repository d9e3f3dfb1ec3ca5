package firegate.ingest.history;

import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.ReadingKey;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import java.util.List;
import java.util.Map;

/** Messages of devices as the journal keeps them, in short form. */
public final class Sent {

    private Sent() {}

    /** One sample of a smoke detector at site {@code s-1}: {@code sent("sd-1", 1000, "smoke", 0.1, "temperature", 20.0)}. */
    public static Entry.Telemetry sent(String device, long timeMs, Object... namesAndValues) {
        return sent(device, Kind.SMOKE, "s-1", timeMs, namesAndValues);
    }

    public static Entry.Telemetry sent(String device, Kind kind, String site, long timeMs, Object... namesAndValues) {
        String[] names = new String[namesAndValues.length / 2];
        double[] values = new double[names.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = (String) namesAndValues[2 * i];
            values[i] = ((Number) namesAndValues[2 * i + 1]).doubleValue();
        }
        Reading reading = new Reading(timeMs, Reading.TimeSource.DEVICE, timeMs, new MetricValues(names, values));
        return new Entry.Telemetry(
                device,
                kind,
                site,
                null,
                timeMs,
                List.of(reading),
                List.of(new ReadingKey(timeMs, device.hashCode())),
                0,
                Map.of());
    }

    public static Entry.Rejected rejected(String device, long receivedMs) {
        return new Entry.Rejected(
                device, Kind.SMOKE, "s-1", receivedMs, "c", "t", "native", "malformed-json", "", false, new byte[0]);
    }
}
