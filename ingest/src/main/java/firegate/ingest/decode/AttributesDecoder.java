package firegate.ingest.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import firegate.ingest.telemetry.Metric;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Profile {@code attributes}: one JSON object of facts about the device, {@code {"firmware":"1.4","floors":3}}. Numbers and
 * booleans become text, null is skipped. The name of a metric does not belong here: such a body is rejected, so that a fire
 * which a device sends to the wrong topic is raised all the same.
 */
public final class AttributesDecoder implements Decoder {

    private static final int LONGEST_NAME = 63;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Override
    public Decoded decode(byte[] body) {
        try {
            if (body.length > NativeDecoder.MAX_BYTES) {
                throw new RejectedBody(
                        Reason.TOO_LARGE,
                        "the body has " + body.length + " bytes; " + NativeDecoder.MAX_BYTES + " are allowed");
            }
            return new Decoded.Accepted(List.of(), attributes(JSON.readTree(body)));
        } catch (RejectedBody e) {
            return new Decoded.Rejected(e.reason(), e.getMessage(), FireScan.finds(body));
        } catch (JsonProcessingException e) {
            return new Decoded.Rejected(
                    Reason.MALFORMED_JSON, "the body is not JSON: " + e.getOriginalMessage(), FireScan.finds(body));
        } catch (IOException e) {
            return new Decoded.Rejected(
                    Reason.MALFORMED_JSON, "the body is not JSON: " + e.getMessage(), FireScan.finds(body));
        }
    }

    private static Map<String, String> attributes(JsonNode body) throws RejectedBody {
        if (!body.isObject()) {
            throw new RejectedBody(Reason.WRONG_SHAPE, "attributes are one JSON object");
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (name.isEmpty() || name.length() > LONGEST_NAME) {
                throw new RejectedBody(Reason.INVALID_NAME, "the name of an attribute has 1 to 63 characters");
            }
            if (Metric.of(name) != null) {
                throw new RejectedBody(
                        Reason.WRONG_TYPE, BodyReader.quoted(name) + " is a metric; metrics are sent as telemetry");
            }
            if (value.isContainerNode()) {
                throw new RejectedBody(Reason.NESTED_VALUE, BodyReader.quoted(name) + " is an object or a list");
            }
            if (!value.isNull()) {
                attributes.put(name, value.asText());
            }
        }
        return attributes;
    }
}
