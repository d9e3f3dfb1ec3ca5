package firegate.gateway.bench;

import java.time.Duration;
import java.util.Locale;

/**
 * What became of a load.
 *
 * @param complete whether every message was acknowledged
 * @param broken connections that ended before their load did
 * @param p50Micros from writing a PUBLISH to its acknowledgement
 */
public record LoadResult(
        long acknowledged,
        boolean complete,
        Duration took,
        int broken,
        long p50Micros,
        long p99Micros,
        long maxMicros) {

    public double perSecond() {
        return acknowledged * 1e9 / Math.max(1, took.toNanos());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d acknowledged in %.2f s: %,.0f msg/s, latency p50 %.2f ms, p99 %.2f ms, max %.1f ms%s%s",
                acknowledged,
                took.toNanos() / 1e9,
                perSecond(),
                p50Micros / 1e3,
                p99Micros / 1e3,
                maxMicros / 1e3,
                complete ? "" : ", INCOMPLETE",
                broken == 0 ? "" : ", connections broken: " + broken);
    }
}
