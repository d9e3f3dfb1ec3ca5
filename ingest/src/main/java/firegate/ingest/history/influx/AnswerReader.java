package firegate.ingest.history.influx;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import firegate.ingest.history.HistoryException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an answer of {@code /query} row by row, whatever its size: one JSON document, or with {@code chunked=true} one after
 * another, of the form
 * {@code {"results":[{"statement_id":0,"series":[{"name":…,"tags":{…},"columns":["time",…],"values":[[…],…]}]}]}}.
 */
final class AnswerReader {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    /** Receives the rows. */
    interface Rows {
        /**
         * @param statement number of the statement in the question, from 0
         * @param values of the columns behind the time; NaN for what is missing or no number. Used again for the next row
         */
        void row(int statement, Head head, long timeMs, double[] values);
    }

    /** What stands above the values of a series. A series that goes on in the next chunk has an equal one. */
    record Head(String measurement, Map<String, String> tags, List<String> columns) {}

    private final JsonParser in;
    private final Rows rows;

    private AnswerReader(JsonParser in, Rows rows) {
        this.in = in;
        this.rows = rows;
    }

    /**
     * @throws HistoryException with InfluxDB's words when the answer is or contains an error
     * @throws IOException when the answer breaks off, or is none of InfluxDB's
     */
    static void read(InputStream answer, Rows rows) throws IOException {
        try (JsonParser in = JSON.createParser(answer)) {
            new AnswerReader(in, rows).documents();
        }
    }

    private void documents() throws IOException {
        while (in.nextToken() != null) {
            object(name -> {
                switch (name) {
                    case "results" -> array(this::result);
                    case "error" -> throw failure();
                    default -> in.skipChildren();
                }
            });
        }
    }

    private void result() throws IOException {
        int[] statement = new int[1];
        object(name -> {
            switch (name) {
                case "statement_id" -> statement[0] = in.getIntValue();
                case "series" -> array(() -> series(statement[0]));
                case "error" -> throw failure();
                default -> in.skipChildren();
            }
        });
    }

    private void series(int statement) throws IOException {
        String[] measurement = {""};
        Map<String, String> tags = new HashMap<>();
        List<String> columns = new ArrayList<>();
        object(name -> {
            switch (name) {
                case "name" -> measurement[0] = in.getText();
                case "tags" -> object(tag -> tags.put(tag, in.getText()));
                case "columns" -> array(() -> columns.add(in.getText()));
                case "values" -> values(statement, new Head(measurement[0], tags, columns));
                default -> in.skipChildren();
            }
        });
    }

    private void values(int statement, Head head) throws IOException {
        double[] values = new double[Math.max(0, head.columns().size() - 1)];
        array(() -> {
            require(JsonToken.START_ARRAY);
            in.nextToken();
            long time = in.getLongValue();
            int column = 0;
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (column == values.length) {
                    throw new IOException("not an answer of InfluxDB: more values than columns");
                }
                values[column++] = in.currentToken().isNumeric() ? in.getDoubleValue() : Double.NaN;
            }
            rows.row(statement, head, time, values);
        });
    }

    private interface Part {
        void read() throws IOException;
    }

    private interface Member {
        void read(String name) throws IOException;
    }

    private void array(Part item) throws IOException {
        require(JsonToken.START_ARRAY);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            item.read();
        }
    }

    private void object(Member member) throws IOException {
        require(JsonToken.START_OBJECT);
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            member.read(name);
        }
    }

    private void require(JsonToken token) throws IOException {
        if (in.currentToken() != token) {
            throw new IOException(
                    "not an answer of InfluxDB: " + in.currentToken() + " where " + token + " was expected");
        }
    }

    private HistoryException failure() throws IOException {
        return new HistoryException("InfluxDB cannot answer: " + in.getText(), null);
    }
}
