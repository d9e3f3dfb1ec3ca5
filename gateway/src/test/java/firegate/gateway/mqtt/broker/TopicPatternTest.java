package firegate.gateway.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.gateway.config.Config;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPatternTest {

    private static TopicPattern pattern(String topic) {
        return TopicPattern.of(new Config.Subscription(topic, "native"));
    }

    @ParameterizedTest
    @CsvSource({
        "v1/devices/{device}/telemetry, v1/devices/sd-17/telemetry, sd-17",
        "v1/devices/{device}/telemetry, v1/devices/感烟-1/telemetry, 感烟-1",
        "v1/devices/{device}/telemetry, v1/devices//telemetry, ''",
        "{device}, d, d",
        "{device}/#, d, d",
        "{device}/#, d/a/b, d",
        "town/+/{device}/+, town/a/d/b, d",
    })
    void readsTheDeviceFromItsLevel(String topic, String message, String device) {
        assertThat(pattern(topic).device(message)).contains(device);
    }

    @ParameterizedTest
    @CsvSource({
        "v1/devices/{device}/telemetry, v1/devices/sd-17/attributes",
        "v1/devices/{device}/telemetry, v1/devices/sd-17",
        "v1/devices/{device}/telemetry, v1/devices/sd-17/telemetry/x",
        "v1/devices/{device}/telemetry, v1/devices/a/b/telemetry",
        "a/{device}/#, a",
    })
    void hasNoDeviceForAnotherTopic(String topic, String message) {
        assertThat(pattern(topic).device(message)).isEmpty();
    }

    @Test
    void subscribesToAnyDeviceWithinItsShare() {
        assertThat(pattern("v1/{device}/t").filter(Optional.empty())).isEqualTo("v1/+/t");
        assertThat(pattern("v1/{device}/#").filter(Optional.of("fg"))).isEqualTo("$share/fg/v1/+/#");
    }
}
