package firegate.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributesDecoderTest {

    private static Decoded decode(String body) {
        return Decoders.builtIn().decode("attributes", body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void factsBecomeText() {
        Decoded decoded = decode("{\"firmware\":\"1.4\",\"floors\":3,\"outdoor\":true,\"old\":null}");
        assertThat(decoded).isInstanceOfSatisfying(Decoded.Accepted.class, accepted -> {
            assertThat(accepted.samples()).isEmpty();
            assertThat(accepted.attributes())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("firmware", "1.4", "floors", "3", "outdoor", "true"));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|wrong-shape",
                "{\"a\":{}}|nested-value",
                "{\"a\":1,\"a\":2}|malformed-json",
                "{\"a\":1|malformed-json",
                "{\"a\":1} x|malformed-json",
                "{\"\":1}|invalid-name",
                "{\"smoke\":0.1}|wrong-type"
            })
    void rejectsWhatAreNoFacts(String body, String reason) {
        assertThat(decode(body))
                .isInstanceOfSatisfying(
                        Decoded.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(reason));
    }

    @Test
    void aFireSentToTheWrongTopicIsStillReadable() {
        assertThat(decode("{\"fire\":true}"))
                .isInstanceOfSatisfying(
                        Decoded.Rejected.class,
                        rejected -> assertThat(rejected.fire()).isTrue());
    }
}
