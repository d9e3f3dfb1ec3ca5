package firegate.ingest.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresenceTest {

    /** 1.25, 2.2 and 3 times the interval, each at least five minutes; a day where nobody gave an interval. */
    @ParameterizedTest
    @CsvSource({
        "3600, 0, ONLINE",
        "3600, 4499, ONLINE",
        "3600, 4500, LATE",
        "3600, 7919, LATE",
        "3600, 7920, OFFLINE",
        "3600, 10799, OFFLINE",
        "3600, 10800, LOST",
        "10, 299, ONLINE",
        "10, 300, LOST",
        "120, 300, OFFLINE",
        "120, 360, LOST",
        ", 107999, ONLINE",
        ", 108000, LATE",
        ", 259200, LOST"
    })
    void isWhatTheSilenceSaysAgainstTheInterval(Long interval, long silence, Presence presence) {
        Duration expected = interval == null ? null : Duration.ofSeconds(interval);
        assertThat(Presence.of(1_000L, expected, 1_000 + silence * 1000)).isEqualTo(presence);
    }

    @Test
    void aDeviceThatWasNeverHeardIsNever() {
        assertThat(Presence.of(null, Duration.ofHours(1), 1)).isEqualTo(Presence.NEVER);
    }
}
