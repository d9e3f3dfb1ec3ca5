package firegate.gateway.config;

import firegate.gateway.config.Given.Shape;
import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms that values of the configuration take, except those that look at the file system. */
public final class Forms {
    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,8})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,8})(B|KiB|MiB|GiB|TiB)");
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    static final Form<Integer> PORT = whole("a port from 0 to 65535, 0 for any free one", 0, 65_535);
    static final Form<Integer> COUNT = whole("a whole number from 1 to 2147483647", 1, Integer.MAX_VALUE);
    public static final Form<Boolean> TRUTH = new Form<>(
            Shape.TRUTH,
            "true or false",
            false,
            text -> Form.Parsed.of(
                    switch (text) {
                        case "true" -> Optional.of(true);
                        case "false" -> Optional.of(false);
                        default -> Optional.empty();
                    }));
    public static final Form<String> TEXT = Form.text(
            "a text of 1 to 1000 characters on one line (in quotes when it looks like a number)", Forms::line);
    static final Form<String> WORD_NAME = Form.text(
            "1 to 63 letters, digits, '.', '_' or '-', such as town",
            text -> matching(WORD, text).map(Matcher::group));
    static final Form<String> HOST =
            Form.text("an IP address or a host name, such as 0.0.0.0 or 127.0.0.1", Forms::host);
    static final Form<String> TOPIC = Form.text(
            "an MQTT topic filter one level of which is {device}, such as v1/devices/{device}/telemetry", Forms::topic);

    private Forms() {}

    private static Form<Integer> whole(String allowed, int least, int most) {
        return Form.number(
                allowed,
                text -> matching(WHOLE, text)
                        .map(found -> Long.parseLong(found.group()))
                        .filter(number -> number >= least && number <= most)
                        .map(Long::intValue));
    }

    static Form<Duration> duration(String least, String most) {
        Duration from = parseDuration(least).orElseThrow();
        Duration to = parseDuration(most).orElseThrow();
        return Form.text(
                "a whole number with ms, s, m, h or d, from " + least + " to " + most + ", such as 90s or 5m",
                text -> parseDuration(text)
                        .filter(duration -> duration.compareTo(from) >= 0 && duration.compareTo(to) <= 0));
    }

    /** Such as 90s or 5m; empty for anything else. */
    public static Optional<Duration> parseDuration(String text) {
        return matching(DURATION, text).map(found -> {
            long number = Long.parseLong(found.group(1));
            return switch (found.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        });
    }

    /** Bytes. */
    static Form<Long> size(String least, String most) {
        long from = parseSize(least).orElseThrow();
        long to = parseSize(most).orElseThrow();
        return Form.text(
                "a whole number with B, KiB, MiB, GiB or TiB, from " + least + " to " + most + ", such as 512MiB",
                text -> parseSize(text).filter(bytes -> bytes >= from && bytes <= to));
    }

    private static Optional<Long> parseSize(String text) {
        return matching(SIZE, text)
                .map(found -> Long.parseLong(found.group(1))
                        << switch (found.group(2)) {
                            case "B" -> 0;
                            case "KiB" -> 10;
                            case "MiB" -> 20;
                            case "GiB" -> 30;
                            default -> 40;
                        });
    }

    public static <E extends Enum<E>> Form<E> oneOf(Class<E> type) {
        List<E> values = List.of(type.getEnumConstants());
        List<String> names = values.stream()
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
        return Form.text(
                String.join(" or ", names),
                text -> Optional.of(names.indexOf(text))
                        .filter(index -> index >= 0)
                        .map(values::get));
    }

    public static Form<String> oneOf(List<String> words) {
        return Form.text(
                "one of " + String.join(", ", words), text -> Optional.of(text).filter(words::contains));
    }

    /** An address without credentials; those have keys of their own. */
    static Form<String> url(String example, String... schemes) {
        return Form.text(
                "an address " + String.join(":// or ", schemes)
                        + "://HOST[:PORT] without user name and password, such as " + example,
                text -> url(text, List.of(schemes)));
    }

    /** An address of a broker: there is nothing behind its port. */
    static Form<String> brokerUrl() {
        List<String> schemes = List.of("mqtt", "mqtts");
        return Form.text(
                "mqtt://HOST[:PORT] (1883) or mqtts://HOST[:PORT] (8883, with a certificate that Java's trust store trusts)"
                        + " without user name, password and path, such as mqtt://broker:1883",
                text -> url(text, schemes).filter(address -> {
                    URI uri = URI.create(address);
                    return uri.getRawPath().isEmpty() && uri.getRawQuery() == null;
                }));
    }

    private static Optional<String> url(String text, List<String> schemes) {
        try {
            URI uri = new URI(text);
            boolean sound = uri.getScheme() != null
                    && schemes.contains(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535;
            return sound ? Optional.of(text) : Optional.empty();
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<String> line(String text) {
        boolean fits = !text.isBlank() && text.length() <= 1000 && text.chars().noneMatch(Character::isISOControl);
        return fits ? Optional.of(text) : Optional.empty();
    }

    private static Optional<String> host(String text) {
        if (NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text)) {
            return Optional.of(text);
        }
        // 300.0.0.1 is a mistyped address, not a name
        return matching(HOST_NAME, text)
                .map(Matcher::group)
                .filter(name -> name.chars().anyMatch(Character::isLetter));
    }

    private static Optional<String> topic(String text) {
        String[] levels = text.split("/", -1);
        boolean wildcardsStandAlone = Arrays.stream(levels)
                .allMatch(level -> level.equals("+")
                        || level.equals("#")
                        || level.equals("{device}")
                        || level.chars().noneMatch(c -> "+#{}\0".indexOf(c) >= 0));
        int hash = Arrays.asList(levels).indexOf("#");
        long devices = Arrays.stream(levels).filter("{device}"::equals).count();
        boolean fits = !text.isEmpty()
                && text.getBytes(StandardCharsets.UTF_8).length <= 65_535
                && wildcardsStandAlone
                && (hash < 0 || hash == levels.length - 1)
                && !levels[0].equals("$share")
                && devices == 1;
        return fits ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Matcher> matching(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }
}
