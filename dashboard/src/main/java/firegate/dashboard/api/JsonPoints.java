package firegate.dashboard.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.telemetry.Metric;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The JSON answer: series with their points as pairs of epoch milliseconds and value. */
final class JsonPoints implements PointFormat {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonGenerator json;
    private final HistoryRequest request;

    JsonPoints(HistoryRequest request) {
        this.request = request;
        try {
            this.json = FACTORY.createGenerator(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public void begin() {
        write(() -> {
            json.writeStartObject();
            json.writeArrayFieldStart("series");
        });
    }

    @Override
    public void series(SeriesId series) {
        write(() -> {
            json.writeStartObject();
            json.writeStringField("device", series.device());
            json.writeStringField("metric", series.metric());
            json.writeStringField("unit", Metric.unitOf(series.metric()));
            json.writeArrayFieldStart("points");
        });
    }

    @Override
    public void point(long timeMs, double value) {
        write(() -> {
            json.writeStartArray();
            json.writeNumber(timeMs);
            if (Double.isFinite(value)) {
                json.writeNumber(value);
            } else {
                json.writeNull();
            }
            json.writeEndArray();
        });
    }

    @Override
    public void endSeries() {
        write(() -> {
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    @Override
    public void end(String next) {
        boolean windowed = request.window() != null;
        write(() -> {
            json.writeEndArray();
            json.writeStringField("window", windowed ? request.window().text() : null);
            json.writeStringField("aggregate", windowed ? request.aggregate().id() : null);
            json.writeStringField("next", next);
            json.writeEndObject();
        });
    }

    @Override
    public byte[] take() {
        write(json::flush);
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }
}
