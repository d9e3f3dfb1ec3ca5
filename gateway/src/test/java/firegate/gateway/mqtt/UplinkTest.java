package firegate.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UplinkTest {

    @Test
    void meIsTheConnectedDevice() {
        assertThat(Uplink.of("v1/devices/me/telemetry")).contains(new Uplink("native", null));
        assertThat(Uplink.of("v1/devices/me/attributes")).contains(new Uplink("attributes", null));
    }

    @Test
    void theTopicNamesTheDeviceAsItIs() {
        assertThat(Uplink.of("v1/devices/a b:ü%2F/telemetry")).contains(new Uplink("native", "a b:ü%2F"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1/devices/telemetry",
                "v1/devices//telemetry",
                "v1/devices/a/b/telemetry",
                "v1/devices/me/telemetry/",
                "/v1/devices/me/telemetry",
                "v1/devices/me/Telemetry",
                "v1/devices/d/attributes",
                "v1/gateway/unheard-of"
            })
    void otherTopicsAreNotForDevices(String topic) {
        assertThat(Uplink.of(topic)).isEmpty();
    }
}
