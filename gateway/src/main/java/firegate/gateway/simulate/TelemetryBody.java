package firegate.gateway.simulate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import firegate.ingest.telemetry.Metric;
import firegate.ingest.telemetry.MetricValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Readings as a body of the profile {@code native}. */
public final class TelemetryBody {

    private static final JsonFactory JSON = new JsonFactory();

    /** @param deviceTimeMs as the device's own clock has it */
    public record Sample(long deviceTimeMs, MetricValues values) {}

    private TelemetryBody() {}

    /** An object for one reading, an array for several. */
    public static byte[] of(List<Sample> samples) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 * samples.size());
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            if (samples.size() != 1) {
                json.writeStartArray();
            }
            for (Sample sample : samples) {
                write(json, sample);
            }
            if (samples.size() != 1) {
                json.writeEndArray();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Sample sample) throws IOException {
        json.writeStartObject();
        json.writeNumberField("ts", sample.deviceTimeMs());
        json.writeObjectFieldStart("values");
        MetricValues values = sample.values();
        for (int i = 0; i < values.size(); i++) {
            Metric metric = Metric.of(values.name(i));
            if (metric != null && metric.flag()) {
                json.writeBooleanField(values.name(i), values.value(i) != 0);
            } else {
                json.writeNumberField(values.name(i), values.value(i));
            }
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
