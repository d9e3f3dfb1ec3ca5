package firegate.dashboard.api;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Width of the windows of a query.
 *
 * @param text as it was asked for, for example {@code 5m}
 */
record Window(String text, long ms) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d|w)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7));
    private static final long MOST_MS = Duration.ofDays(3660).toMillis();

    static Window of(String text) {
        Matcher form = FORM.matcher(text);
        if (form.matches()) {
            long ms = Long.parseLong(form.group(1)) * UNITS.get(form.group(2)).toMillis();
            if (ms > 0 && ms <= MOST_MS) {
                return new Window(text, ms);
            }
        }
        throw new BadParameter("window", text, "a whole number with ms, s, m, h, d or w, such as 5m; at most 3660d");
    }
}
