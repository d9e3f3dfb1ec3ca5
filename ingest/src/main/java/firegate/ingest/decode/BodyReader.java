package firegate.ingest.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import firegate.ingest.decode.Decoded.Accepted;
import firegate.ingest.telemetry.Metric;
import firegate.ingest.telemetry.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one body of profile {@code native}; for {@link NativeDecoder} only. */
final class BodyReader {

    private static final int MAX_ATTRIBUTE_NAME = 63;

    private final JsonParser json;
    private final List<Sample> samples = new ArrayList<>(1);
    private final ValueBuffer values = new ValueBuffer();
    private Map<String, String> attributes = Map.of();
    private int points;

    BodyReader(JsonParser json) {
        this.json = json;
    }

    Accepted read() throws IOException, RejectedBody {
        JsonToken token = json.nextToken();
        if (token == null) {
            throw new RejectedBody(Reason.EMPTY, "the body is empty");
        }
        if (token == JsonToken.START_OBJECT) {
            readSample();
        } else if (token == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.START_OBJECT) {
                    throw new RejectedBody(Reason.WRONG_SHAPE, "the list holds something that is not an object");
                }
                readSample();
            }
        } else {
            throw new RejectedBody(Reason.WRONG_SHAPE, "the body is neither an object nor a list of objects");
        }
        if (json.nextToken() != null) {
            throw new RejectedBody(Reason.MALFORMED_JSON, "something follows the end of the JSON");
        }
        return new Accepted(samples, attributes);
    }

    /** What Jackson found wrong, and where. */
    static String problemAt(JsonProcessingException e) {
        long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
        return "the body is not JSON" + (at < 0 ? "" : " at byte " + at) + ": " + e.getOriginalMessage();
    }

    private void readSample() throws IOException, RejectedBody {
        Names names = new Names();
        long deviceTimeMs = Reading.NO_DEVICE_TIME;
        boolean nested = false;
        String beside = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            names.add(name);
            JsonToken token = json.nextToken();
            if (name.equals("ts")) {
                deviceTimeMs = DeviceTime.read(json, token);
            } else if (name.equals("values") && token == JsonToken.START_OBJECT) {
                nested = true;
                readValues();
            } else if (readMember(name, token)) {
                beside = name;
            }
        }
        if (nested && beside != null) {
            throw new RejectedBody(
                    Reason.WRONG_SHAPE, quoted(beside) + " stands beside 'values'; values belong inside it");
        }
        if (!values.isEmpty()) {
            samples.add(new Sample(deviceTimeMs, values.take()));
        }
    }

    private void readValues() throws IOException, RejectedBody {
        Names names = new Names();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            names.add(name);
            readMember(name, json.nextToken());
        }
    }

    /** @return whether it is a value of a metric */
    private boolean readMember(String name, JsonToken token) throws IOException, RejectedBody {
        switch (token) {
            case VALUE_NULL -> {
                return false;
            }
            case VALUE_STRING -> {
                addAttribute(name);
                return false;
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                Metric metric = Metric.of(name);
                if (metric != null && !metric.flag()) {
                    throw new RejectedBody(Reason.WRONG_TYPE, quoted(name) + " is a boolean; a number is allowed");
                }
                addValue(name, metric, token == JsonToken.VALUE_TRUE ? 1 : 0);
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> addNumber(name);
            default ->
                throw new RejectedBody(
                        Reason.NESTED_VALUE,
                        quoted(name) + " is " + (token == JsonToken.START_ARRAY ? "a list" : "an object")
                                + "; a number, a boolean or a text is allowed");
        }
        return true;
    }

    private void addNumber(String name) throws IOException, RejectedBody {
        double value = json.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw new RejectedBody(
                    Reason.NOT_A_NUMBER,
                    quoted(name) + " is " + clipped(json.getText()) + "; a finite number is allowed");
        }
        Metric metric = Metric.of(name);
        if (metric != null && metric.flag() && value != 0 && value != 1) {
            throw new RejectedBody(
                    Reason.WRONG_TYPE,
                    quoted(name) + " is " + clipped(json.getText()) + "; true, false, 1 or 0 is allowed");
        }
        addValue(name, metric, value);
    }

    private void addValue(String name, Metric metric, double value) throws RejectedBody {
        if (metric == null && !Metric.validName(name)) {
            throw new RejectedBody(
                    Reason.INVALID_NAME,
                    quoted(name) + " is no metric name; small letters, digits and _ are allowed, at most 63,"
                            + " beginning with a letter");
        }
        if (++points > NativeDecoder.MAX_POINTS) {
            throw new RejectedBody(
                    Reason.TOO_MANY_POINTS, "the body has more than " + NativeDecoder.MAX_POINTS + " values");
        }
        values.add(metric == null ? name : metric.id(), value);
    }

    private void addAttribute(String name) throws IOException, RejectedBody {
        Metric metric = Metric.of(name);
        if (metric != null) {
            throw new RejectedBody(
                    Reason.WRONG_TYPE,
                    quoted(name) + " is a text; " + (metric.flag() ? "a boolean" : "a number") + " is allowed");
        }
        if (name.isEmpty() || name.length() > MAX_ATTRIBUTE_NAME) {
            throw new RejectedBody(
                    Reason.INVALID_NAME,
                    "the name " + quoted(name) + " has " + name.length() + " characters; an attribute may have 1 to "
                            + MAX_ATTRIBUTE_NAME);
        }
        String value = json.getText();
        if (!isText(name) || !isText(value)) {
            throw new RejectedBody(
                    Reason.INVALID_TEXT, quoted(name) + " holds a NUL character or half a surrogate pair");
        }
        if (attributes.isEmpty()) {
            attributes = new LinkedHashMap<>();
        }
        attributes.put(name, value);
    }

    private static boolean isText(String text) {
        return text.indexOf(0) < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    static String quoted(String name) {
        return "'" + clipped(name) + "'";
    }

    /** Hostile names and numbers can be as long as a body. */
    static String clipped(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
