package firegate.ingest.history.influx;

import firegate.ingest.journal.Entry;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;

/**
 * Readings as InfluxDB's line protocol: {@code smoke,device=sd-17,site=s-3 smoke=0.02,temperature=22.5 1760000000000}. The
 * measurement is the device's kind; kind and site are those at receipt; all fields are floats; times are milliseconds.
 */
final class LineProtocol {

    private final StringBuilder lines = new StringBuilder();
    private int points;

    /** Adds a line for each reading that has values. */
    void add(Entry.Telemetry entry) {
        String series = null;
        for (Reading reading : entry.readings()) {
            if (reading.values().size() > 0) {
                series = series == null ? series(entry) : series;
                add(series, reading);
            }
        }
    }

    int points() {
        return points;
    }

    /** The lines so far; begins anew. */
    String take() {
        String taken = lines.toString();
        lines.setLength(0);
        points = 0;
        return taken;
    }

    private void add(String series, Reading reading) {
        lines.append(series).append(' ');
        MetricValues values = reading.values();
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                lines.append(',');
            }
            escape(FieldNames.field(values.name(i)), lines);
            lines.append('=').append(values.value(i));
        }
        lines.append(' ').append(reading.timeMs()).append('\n');
        points++;
    }

    private static String series(Entry.Telemetry entry) {
        StringBuilder series = new StringBuilder(entry.kind().id()).append(",device=");
        escape(entry.device(), series);
        if (entry.site() != null && !entry.site().isEmpty()) {
            escape(entry.site(), series.append(",site="));
        }
        return series.toString();
    }

    /** A backslash that stands before none of the three stands for itself. */
    private static void escape(String name, StringBuilder to) {
        String text = TagText.of(name);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '=' || c == ' ') {
                to.append('\\');
            }
            to.append(c);
        }
    }
}
