package firegate.dashboard.api;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as the outside interface writes them: {@code 90s}, {@code 5m}, {@code 24h}, {@code 400d}. */
final class Durations {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Durations() {}

    static Optional<Duration> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(UNITS.get(form.group(2)).multipliedBy(Long.parseLong(form.group(1))))
                : Optional.empty();
    }

    /** In the largest unit that leaves no rest; days from two on. Null for null. */
    static String format(Duration duration) {
        if (duration == null) {
            return null;
        }
        long ms = duration.toMillis();
        if (ms % 1_000 != 0) {
            return ms + "ms";
        }
        if (ms >= 2 * 86_400_000L && ms % 86_400_000L == 0) {
            return ms / 86_400_000L + "d";
        }
        if (ms >= 3_600_000L && ms % 3_600_000L == 0) {
            return ms / 3_600_000L + "h";
        }
        return ms >= 60_000 && ms % 60_000 == 0 ? ms / 60_000 + "m" : ms / 1_000 + "s";
    }
}
