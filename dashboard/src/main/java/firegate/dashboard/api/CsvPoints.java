package firegate.dashboard.api;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.telemetry.Metric;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The CSV answer: one line for each point, UTF-8, lines ended as RFC 4180 says. */
final class CsvPoints implements PointFormat {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final StringWriter text = new StringWriter();
    private final CsvWriter csv =
            CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(text);
    private String device;
    private String metric;
    private String unit;

    @Override
    public String contentType() {
        return "text/csv; charset=utf-8; header=present";
    }

    @Override
    public void begin() {
        csv.writeRecord("time", "device", "metric", "value", "unit");
    }

    @Override
    public void series(SeriesId series) {
        device = harmless(series.device());
        metric = harmless(series.metric());
        unit = harmless(Metric.unitOf(series.metric()));
    }

    @Override
    public void point(long timeMs, double value) {
        csv.writeRecord(
                TIME.format(Instant.ofEpochMilli(timeMs)),
                device,
                metric,
                Double.isFinite(value) ? Double.toString(value) : "",
                unit);
    }

    @Override
    public void endSeries() {}

    @Override
    public void end(String next) {}

    @Override
    public byte[] take() {
        try {
            csv.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] taken = text.toString().getBytes(StandardCharsets.UTF_8);
        text.getBuffer().setLength(0);
        return taken;
    }

    /** A cell that a spreadsheet would run as a formula becomes text. */
    static String harmless(String cell) {
        return !cell.isEmpty() && "=+-@\t\r\n".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }
}
