package firegate.ingest.history;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What to read.
 *
 * @param series which series, in the order of the answer
 * @param fromMs first instant, epoch milliseconds, inclusive
 * @param toMs last instant, epoch milliseconds, exclusive
 * @param windowMs width of a window, windows aligned to the epoch; 0 for raw points
 * @param aggregate how a window becomes one value; ignored for raw points
 * @param limit most points (or windows) for each series
 * @param descending newest first
 */
public record HistoryQuery(
        List<HistoryStore.SeriesId> series,
        long fromMs,
        long toMs,
        long windowMs,
        Aggregate aggregate,
        long limit,
        boolean descending) {

    public enum Aggregate {
        MEAN,
        MIN,
        MAX,
        LAST,
        FIRST,
        SUM,
        COUNT,
        P50,
        P95,
        P99;

        private final String id = name().toLowerCase(Locale.ROOT);

        public String id() {
            return id;
        }

        public static Optional<Aggregate> of(String id) {
            for (Aggregate aggregate : values()) {
                if (aggregate.id.equals(id)) {
                    return Optional.of(aggregate);
                }
            }
            return Optional.empty();
        }
    }
}
