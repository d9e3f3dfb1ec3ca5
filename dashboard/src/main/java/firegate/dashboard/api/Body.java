package firegate.dashboard.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firegate.dashboard.auth.Refusal;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A JSON object that a client sent, read strictly: a wrong type is refused with the name of its key, and so is a key that
 * nobody asked for by the time {@link #end} is called. A key with {@code null} is as good as none.
 */
public final class Body {

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private final JsonNode object;
    private final String within;
    private final Set<String> asked = new HashSet<>();

    private Body(JsonNode object, String within) {
        this.object = object;
        this.within = within;
    }

    /** The body of a request; an empty object when there is none. */
    static Body of(RoutingContext context) {
        byte[] bytes = context.body() == null || context.body().buffer() == null
                ? new byte[0]
                : context.body().buffer().getBytes();
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            return new Body(JsonNodeFactory.instance.objectNode(), "");
        }
        String type =
                String.valueOf(context.request().getHeader("Content-Type")).toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/json")) {
            throw new Refusal(415, "Unsupported media type", "send the body as Content-Type: application/json");
        }
        try {
            JsonNode node = READER.readValue(text);
            if (node != null && node.isObject()) {
                return new Body(node, "");
            }
        } catch (JsonProcessingException e) {
            throw bad("the body is not valid JSON: " + e.getOriginalMessage());
        }
        throw bad("the body must be a JSON object");
    }

    /** An object that comes from elsewhere than a request. */
    public static Body of(ObjectNode object) {
        return new Body(object, "");
    }

    /** A key that cannot be used: which, and what is allowed. */
    public static final class BadKey extends Refusal {

        private static final long serialVersionUID = 1L;
        private final String key;
        private final String allowed;

        private BadKey(String key, String shown, String allowed) {
            super(400, "Bad request", "key '" + key + "' is " + shown + "; allowed: " + allowed);
            this.key = key;
            this.allowed = allowed;
        }

        /** With the keys that lead to it, such as {@code contacts[0].phone}. */
        public String key() {
            return key;
        }

        public String allowed() {
            return allowed;
        }
    }

    static Refusal bad(String detail) {
        return new Refusal(400, "Bad request", detail);
    }

    /** @param allowed what the key may hold, in words */
    Refusal bad(String key, String allowed) {
        String value = String.valueOf(object.get(key));
        String shown = value.length() <= 100 ? value : value.substring(0, 100) + "…";
        return new BadKey(within + key, shown, allowed);
    }

    private JsonNode get(String key) {
        asked.add(key);
        JsonNode value = object.get(key);
        return value == null || value.isNull() ? null : value;
    }

    boolean has(String key) {
        return object.has(key);
    }

    /** Null when absent. */
    String text(String key, int longest) {
        JsonNode value = get(key);
        if (value == null) {
            return null;
        }
        if (!value.isTextual() || value.textValue().length() > longest) {
            throw bad(key, "a text of at most " + longest + " characters");
        }
        return value.textValue();
    }

    Double number(String key, double least, double most) {
        JsonNode value = get(key);
        if (value == null) {
            return null;
        }
        double number = value.asDouble(Double.NaN);
        if (!value.isNumber() || !(number >= least && number <= most)) {
            throw bad(key, "a number from " + Iso.number(least) + " to " + Iso.number(most));
        }
        return number;
    }

    boolean flag(String key, boolean absent) {
        JsonNode value = get(key);
        if (value != null && !value.isBoolean()) {
            throw bad(key, "true or false");
        }
        return value == null ? absent : value.booleanValue();
    }

    /** Epoch milliseconds of an ISO-8601 time, or null when absent. */
    Long time(String key) {
        String text = text(key, 40);
        Long ms = text == null ? null : Iso.parse(text);
        if (text != null && ms == null) {
            throw bad(key, "a time such as 2026-03-01T08:00:00.000Z");
        }
        return ms;
    }

    List<String> texts(String key, int most, int longest) {
        JsonNode value = get(key);
        List<String> texts = new ArrayList<>();
        if (value != null) {
            boolean fits = value.isArray() && value.size() <= most;
            for (int i = 0; fits && i < value.size(); i++) {
                fits = value.get(i).isTextual() && value.get(i).textValue().length() <= longest;
                texts.add(value.get(i).asText());
            }
            if (!fits) {
                throw bad(key, "an array of at most " + most + " texts of at most " + longest + " characters");
            }
        }
        return texts;
    }

    /** Null when absent. */
    Map<String, String> textMap(String key, int most, int longest) {
        JsonNode value = get(key);
        if (value == null) {
            return null;
        }
        String allowed = "an object of at most " + most + " texts of at most " + longest + " characters";
        if (!value.isObject() || value.size() > most) {
            throw bad(key, allowed);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            if (!entry.getValue().isTextual() || entry.getValue().textValue().length() > longest) {
                throw bad(key, allowed);
            }
            texts.put(entry.getKey(), entry.getValue().textValue());
        }
        return texts;
    }

    List<Body> objects(String key, int most) {
        JsonNode value = get(key);
        List<Body> objects = new ArrayList<>();
        if (value != null) {
            boolean fits = value.isArray() && value.size() <= most;
            for (int i = 0; fits && i < value.size(); i++) {
                fits = value.get(i).isObject();
                objects.add(new Body(value.get(i), within + key + "[" + i + "]."));
            }
            if (!fits) {
                throw bad(key, "an array of at most " + most + " objects");
            }
        }
        return objects;
    }

    /** Keys that the API answers with and nobody can set. */
    void ignore(List<String> keys) {
        asked.addAll(keys);
    }

    /** Refuses keys that nobody asked for. */
    void end() {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (!asked.contains(entry.getKey())) {
                throw bad("key '" + within + entry.getKey() + "' is not known; there are "
                        + String.join(", ", asked.stream().sorted().toList()));
            }
        }
    }
}
