package firegate.ingest.history.influx;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.history.HistoryQuery.Aggregate;
import firegate.ingest.history.HistoryStore.SeriesId;
import java.util.List;
import org.junit.jupiter.api.Test;

class InfluxQlTest {

    private static final String KINDS = "\"smoke\",\"hydrant\",\"ev_charging\",\"unknown\"";

    @Test
    void readsEveryKind() {
        assertThat(InfluxQl.points(new SeriesId("sd-1", "smoke"), 5, 9, 100, true))
                .isEqualTo("SELECT \"smoke\" FROM " + KINDS
                        + " WHERE \"device\"='sd-1' AND time>=5ms AND time<=9ms ORDER BY time DESC LIMIT 100");
        assertThat(InfluxQl.windows(new SeriesId("sd-1", "smoke"), 5, 9, 2, Aggregate.P95))
                .isEqualTo("SELECT percentile(\"smoke\",95) FROM " + KINDS
                        + " WHERE \"device\"='sd-1' AND time>=5ms AND time<=9ms"
                        + " GROUP BY time(2ms),\"site\" fill(none)");
    }

    @Test
    void keepsNamesOutOfTheLanguage() {
        assertThat(InfluxQl.points(new SeriesId("x' OR '1'='1\n", "a\" FROM b;--\\"), 0, 1, 1, false))
                .startsWith("SELECT \"a\\\" FROM b;--%5C\" FROM ")
                .contains("'x\\' OR \\'1\\'=\\'1%0A'");
        assertThat(InfluxQl.fields(List.of("a\\'b", "c"), 0, 1)).contains("(\"device\"='a\\\\\\'b' OR \"device\"='c')");
        assertThat(InfluxQl.name("fire\"gate\n\\")).isEqualTo("\"fire\\\"gate\\n\\\\\"");
    }
}
