package firegate.ingest.history.influx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server says of itself in the header {@code X-Influxdb-Version}.
 *
 * @param text version for people, such as {@code 1.6.7}; empty when it said nothing that can be read
 * @param major first number of the version; {@link #UNKNOWN} when it said nothing that can be read
 */
record ServerVersion(String text, int major) {

    static final int UNKNOWN = 0;

    private static final Pattern NUMBERS = Pattern.compile("v?((\\d{1,3})(?:\\.\\d+)*).*");

    /** @param header such as {@code 1.6.7~rc0}, {@code v2.7.1}, or null: a proxy may hide it */
    static ServerVersion of(String header) {
        Matcher numbers = NUMBERS.matcher(header == null ? "" : header.strip());
        return numbers.matches()
                ? new ServerVersion(numbers.group(1), Integer.parseInt(numbers.group(2)))
                : new ServerVersion("", UNKNOWN);
    }
}
