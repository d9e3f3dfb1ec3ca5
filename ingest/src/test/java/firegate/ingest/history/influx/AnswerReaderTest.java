package firegate.ingest.history.influx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firegate.ingest.history.HistoryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {

    private static final String CHUNK = """
            {"results":[{"statement_id":1,"series":[{"name":"smoke","tags":{"site":"南门"},"columns":["time","a","b"],
            "values":[[5,1,null],[6,"text",2.5e-3]],"partial":true}],"messages":[{"level":"info"}],"partial":true}]}
            """;

    private final List<String> rows = new ArrayList<>();

    private void read(String answer) throws IOException {
        AnswerReader.read(
                new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)),
                (statement, head, timeMs, values) -> rows.add(statement + " " + head.measurement() + " "
                        + head.tags().get("site") + " " + timeMs + " " + Arrays.toString(values)));
    }

    @Test
    void givesTheRowsOfAllChunks() throws IOException {
        read(CHUNK + CHUNK.replace("[[5,1,null],[6,\"text\",2.5e-3]]", "[[7,3,4]]")
                + "{\"results\":[{\"statement_id\":2}]}");

        assertThat(rows)
                .containsExactly("1 smoke 南门 5 [1.0, NaN]", "1 smoke 南门 6 [NaN, 0.0025]", "1 smoke 南门 7 [3.0, 4.0]");
    }

    @Test
    void saysInInfluxDbsWordsWhatWentWrong() {
        assertThatThrownBy(() -> read(CHUNK + "{\"results\":[{\"statement_id\":0,\"error\":\"query timeout\"}]}"))
                .isInstanceOf(HistoryException.class)
                .hasMessageContaining("query timeout");
        assertThatThrownBy(() -> read("{\"error\":\"engine is closed\"}"))
                .isInstanceOf(HistoryException.class)
                .hasMessageContaining("engine is closed");
    }

    @Test
    void takesNoAnswerThatBreaksOffForAWholeOne() {
        for (int end = 1; end < CHUNK.strip().length(); end++) {
            String broken = CHUNK.substring(0, end);
            assertThatThrownBy(() -> read(broken)).as(broken).isInstanceOf(IOException.class);
        }
    }

    @Test
    void isNotConfusedByAnotherProgramsAnswer() {
        for (String other : List.of(
                "<html>",
                "[1]",
                "{\"results\":{}}",
                "{\"results\":[{\"series\":[{\"values\":[1]}]}]}",
                "{\"results\":[{\"series\":[{\"columns\":[\"time\"],\"values\":[[1,2,3]]}]}]}")) {
            assertThatThrownBy(() -> read(other)).as(other).isInstanceOf(IOException.class);
        }
    }
}
