package firegate.ingest.history.influx;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Names as InfluxDB can hold them. Line protocol has no form for a line break, nor for a backslash at the end of a name: such
 * characters are written {@code %0A} and {@code %5C}, and a percent sign that would look like one of them {@code %25}. No two
 * names become one, and all others stay as they are.
 */
final class TagText {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private TagText() {}

    static String of(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (odd(name, i)) {
                return encoded(name);
            }
        }
        return name;
    }

    private static String encoded(String name) {
        StringBuilder text = new StringBuilder(name.length() + 8);
        for (int i = 0; i < name.length(); i++) {
            if (odd(name, i)) {
                for (byte b : String.valueOf(name.charAt(i)).getBytes(StandardCharsets.UTF_8)) {
                    text.append('%').append(HEX.toHexDigits(b));
                }
            } else {
                text.append(name.charAt(i));
            }
        }
        return text.toString();
    }

    private static boolean odd(String name, int i) {
        char c = name.charAt(i);
        return Character.isISOControl(c)
                || (c == '\\' && i == name.length() - 1)
                || (c == '%' && i + 2 < name.length() && hex(name.charAt(i + 1)) && hex(name.charAt(i + 2)));
    }

    private static boolean hex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
    }
}
