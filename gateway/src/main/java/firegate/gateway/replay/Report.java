package firegate.gateway.replay;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a person reads about a replay. */
public final class Report {

    private Report() {}

    /** One line: {@code missing: co 12, smoke 3; out of range: current_A 1}. */
    public static String skipped(Tally tally) {
        return tally.skipped().entrySet().stream()
                .map(reason -> reason.getKey() + ": " + columns(reason.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String columns(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(column -> column.getKey() + " " + column.getValue())
                .collect(Collectors.joining(", "));
    }

    /** The devices of all recordings as a CSV for {@code firegate import devices}. */
    public static List<String> devices(List<Recording> recordings) {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("id,kind"),
                        recordings.stream()
                                .flatMap(recording -> recording.devices().stream()
                                        .map(device -> device + ","
                                                + recording.mapping().kind().id()))
                                .distinct())
                .toList();
    }

    /**
     * How far it is: {@code 1,200 of 9,405 rows, 12.8 %, 3,400 values, 480 rows/s, 17 s to go}.
     *
     * @param seconds since the start
     */
    public static String progress(Progress progress, double seconds) {
        double perSecond = seconds > 0 ? progress.rows() / seconds : 0;
        double part = progress.totalRows() == 0 ? 1 : (double) progress.rows() / progress.totalRows();
        String toGo = progress.rows() == 0 ? "?" : String.format(Locale.ROOT, "%.0f", seconds / part - seconds);
        return String.format(
                Locale.ROOT,
                "%,d of %,d rows, %.1f %%, %,d values, %,.0f rows/s, %s s to go",
                progress.rows(),
                progress.totalRows(),
                part * 100,
                progress.values(),
                perSecond,
                toGo);
    }
}
