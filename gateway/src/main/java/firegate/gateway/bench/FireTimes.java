package firegate.gateway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What each fire took, from its publish to the screen, and to the stamps of its alarm's own clock. */
final class FireTimes {

    private static final String[] STAMPS = {"received", "journaled", "raised", "sent"};

    private final Histogram toScreenMicros = new Histogram(3);
    private final Map<String, Histogram> toStampMs = new LinkedHashMap<>();

    FireTimes() {
        for (String stamp : STAMPS) {
            toStampMs.put(stamp, new Histogram(3));
        }
    }

    /** @param publishedMs the same instant as {@code publishedNanos}, epoch milliseconds */
    void add(long publishedNanos, long publishedMs, LiveScreen.Seen seen) {
        toScreenMicros.recordValue((seen.nanos() - publishedNanos) / 1_000);
        JsonNode clock = seen.alarm().path("clock");
        toStampMs.forEach((stamp, times) -> {
            String at = clock.path(stamp).asText();
            if (!at.isEmpty() && !at.equals("null")) {
                times.recordValue(Math.max(0, Instant.parse(at).toEpochMilli() - publishedMs));
            }
        });
    }

    String toScreen() {
        return String.format(
                Locale.ROOT,
                "p50 %.1f ms, p99 %.1f ms, max %.1f ms",
                toScreenMicros.getValueAtPercentile(50) / 1e3,
                toScreenMicros.getValueAtPercentile(99) / 1e3,
                toScreenMicros.getMaxValue() / 1e3);
    }

    String toStamps() {
        StringBuilder text = new StringBuilder();
        toStampMs.forEach((stamp, times) -> text.append(text.isEmpty() ? "" : ", ")
                .append(stamp)
                .append(' ')
                .append(times.getTotalCount() == 0 ? "–" : times.getValueAtPercentile(99) + " ms"));
        return text.toString();
    }
}
