package firegate.gateway.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firegate.ingest.telemetry.Metric;
import java.io.UncheckedIOException;
import java.util.Map;

/** The values of one device in one row, by metric. */
record Message(String device, Map<String, Double> values) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As telemetry of the profile {@code native}. */
    byte[] body(long timeMs) {
        ObjectNode body = JSON.createObjectNode().put("ts", timeMs);
        ObjectNode into = body.putObject("values");
        values.forEach((metric, value) -> {
            Metric known = Metric.of(metric);
            if (known != null && known.flag()) {
                into.put(metric, value != 0);
            } else {
                into.put(metric, value);
            }
        });
        try {
            return JSON.writeValueAsBytes(body);
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
