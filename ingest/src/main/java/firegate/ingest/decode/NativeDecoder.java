package firegate.ingest.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import firegate.ingest.decode.Decoded.Rejected;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Profile {@code native}: UTF-8 JSON, {@code {"smoke":0.02}}, {@code {"ts":1760000000000,"values":{"smoke":0.02}}}, or a list
 * of either.
 *
 * <p>What the outside interface leaves open: a point is one value of one sample. {@code ts} beside values is their time, also
 * without {@code values}; {@code values} without {@code ts} has the time of receipt; nothing but {@code ts} and attributes may
 * stand beside {@code values}. {@code ts} may be any whole number that a 64-bit integer holds. The name of an attribute is any
 * text of 1 to 63 characters; of two attributes with one name in a list the later one counts. A byte order mark is skipped.
 */
public final class NativeDecoder implements Decoder {

    public static final int MAX_BYTES = 256 * 1024;
    public static final int MAX_POINTS = 1000;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    @Override
    public Decoded decode(byte[] body) {
        try {
            if (body.length > MAX_BYTES) {
                throw new RejectedBody(
                        Reason.TOO_LARGE, "the body has " + body.length + " bytes; " + MAX_BYTES + " are allowed");
            }
            requireUtf8(body);
            int start = startsWithByteOrderMark(body) ? 3 : 0;
            try (JsonParser json = JSON.createParser(body, start, body.length - start)) {
                return new BodyReader(json).read();
            }
        } catch (RejectedBody e) {
            return new Rejected(e.reason(), e.getMessage(), FireScan.finds(body));
        } catch (JsonProcessingException e) {
            return new Rejected(Reason.MALFORMED_JSON, BodyReader.problemAt(e), FireScan.finds(body));
        } catch (IOException | IllegalStateException e) {
            return new Rejected(Reason.MALFORMED_JSON, "the body is not JSON: " + e.getMessage(), FireScan.finds(body));
        }
    }

    private static void requireUtf8(byte[] body) throws RejectedBody {
        for (byte b : body) {
            if (b < 0) {
                try {
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
                    return;
                } catch (CharacterCodingException e) {
                    throw new RejectedBody(Reason.INVALID_UTF8, "the body is not UTF-8");
                }
            }
        }
    }

    private static boolean startsWithByteOrderMark(byte[] body) {
        return body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
    }
}
