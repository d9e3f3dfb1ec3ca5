package firegate.ingest.history.influx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerVersionTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "1.6.7~rc0, 1.6.7, 1",
                "1.8.10, 1.8.10, 1",
                "1.11.8-c1.11.8, 1.11.8, 1",
                "v2.7.1, 2.7.1, 2",
                "2.0.0-alpha.1, 2.0.0, 2",
                "3.0.1, 3.0.1, 3",
                "Cloud, '', 0",
                "'', '', 0",
                "null, '', 0"
            })
    void isReadFromTheHeader(String header, String text, int major) {
        assertThat(ServerVersion.of(header)).isEqualTo(new ServerVersion(text, major));
    }
}
