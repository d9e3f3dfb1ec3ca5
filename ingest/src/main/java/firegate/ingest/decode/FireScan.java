package firegate.ingest.decode;

import java.nio.charset.StandardCharsets;

/**
 * Looks for a true fire bit in bytes that could not be decoded, whatever is wrong with them: cut short, too large, badly
 * quoted. It finds the member {@code "fire"} with the value {@code true} or {@code 1}, and nothing inside a string: there the
 * quotes are escaped.
 */
final class FireScan {

    private static final byte[] KEY = "\"fire\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.UTF_8);

    private FireScan() {}

    static boolean finds(byte[] body) {
        for (int i = 0; i <= body.length - KEY.length; i++) {
            if (body[i] == '"' && matches(body, i, KEY) && beginsMember(body, i) && isTrue(body, i + KEY.length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean beginsMember(byte[] body, int quote) {
        int before = quote - 1;
        while (before >= 0 && isSpace(body[before])) {
            before--;
        }
        return before < 0 || body[before] == '{' || body[before] == ',';
    }

    private static boolean isTrue(byte[] body, int from) {
        int at = skipSpace(body, from);
        if (at == body.length || body[at] != ':') {
            return false;
        }
        at = skipSpace(body, at + 1);
        if (matches(body, at, TRUE)) {
            return ends(body, at + TRUE.length);
        }
        if (at == body.length || body[at] != '1') {
            return false;
        }
        at++;
        if (at + 1 < body.length && body[at] == '.' && body[at + 1] == '0') {
            at += 2;
            while (at < body.length && body[at] == '0') {
                at++;
            }
        }
        return ends(body, at);
    }

    /** Whether no letter or digit makes the word at hand a longer one. */
    private static boolean ends(byte[] body, int at) {
        return at == body.length || isSpace(body[at]) || body[at] == ',' || body[at] == '}' || body[at] == ']';
    }

    private static boolean matches(byte[] body, int at, byte[] word) {
        if (body.length - at < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (body[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private static int skipSpace(byte[] body, int from) {
        int at = from;
        while (at < body.length && isSpace(body[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
