package firegate.ingest.journal;

import firegate.ingest.device.Kind;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import firegate.ingest.telemetry.Reading.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Entries as a town's devices cause them. */
public final class Entries {

    public static final long NOW = 1_760_000_000_000L;

    private Entries() {}

    /** A smoke detector's message of three values; {@code number} makes it recognisable. */
    public static Entry.Telemetry telemetry(long number, long receivedMs) {
        MetricValues values = new MetricValues(
                new String[] {"smoke", "temperature", "battery"}, new double[] {0.02 + number, 22.5, 91});
        return new Entry.Telemetry(
                "sd-" + number % 1000,
                Kind.SMOKE,
                "s-" + number % 100,
                null,
                receivedMs,
                List.of(new Reading(receivedMs - 1500, TimeSource.DEVICE, receivedMs - 1500, values)),
                List.of(new ReadingKey(number + 1, ~number)),
                0,
                Map.of());
    }

    public static Entry.Rejected rejected(int payloadBytes, long receivedMs) {
        return new Entry.Rejected(
                "sd-1",
                Kind.SMOKE,
                null,
                receivedMs,
                "client",
                "v1/devices/me/telemetry",
                "native",
                "malformed-json",
                "the body is not JSON",
                true,
                new byte[payloadBytes]);
    }

    public static List<Entry> telemetries(long firstNumber, int count) {
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(telemetry(firstNumber + i, NOW));
        }
        return entries;
    }
}
