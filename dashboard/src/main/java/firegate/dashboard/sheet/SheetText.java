package firegate.dashboard.sheet;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The text of a file that says it is UTF-8; what another encoding would make of it is never guessed silently. */
final class SheetText {

    private static final char BYTE_ORDER_MARK = '\ufeff';

    private SheetText() {}

    /** Without a byte order mark. */
    static String of(byte[] bytes) throws SheetException {
        if (startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF)) {
            throw new SheetException("it is UTF-16 (Excel's \"Unicode text\"), not UTF-8; save it as \"CSV UTF-8\"");
        }
        CharsetDecoder decoder = strict(StandardCharsets.UTF_8);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        if (decoder.decode(in, out, true).isError()) {
            throw notUtf8(bytes, in.position());
        }
        out.flip();
        String text = out.toString();
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static SheetException notUtf8(byte[] bytes, int at) {
        int line = 1;
        for (int i = 0; i < at; i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return new SheetException("it is not UTF-8 (line " + line + "); "
                + (isGbk(bytes)
                        ? "it looks like GBK, which Excel writes as \"CSV\": save it as \"CSV UTF-8\", or convert it with"
                                + " iconv -f GB18030 -t UTF-8"
                        : "save it as \"CSV UTF-8\""));
    }

    private static boolean isGbk(byte[] bytes) {
        try {
            return strict(Charset.forName("GB18030"))
                    .decode(ByteBuffer.wrap(bytes))
                    .chars()
                    .anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static CharsetDecoder strict(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length >= 2 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
    }
}
