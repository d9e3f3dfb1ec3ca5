package firegate.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerAddressTest {

    @Test
    void readsHostPortAndWhetherItIsEncrypted() {
        assertThat(BrokerAddress.parse("mqtt://broker:1884")).isEqualTo(new BrokerAddress("broker", 1884, false));
        assertThat(BrokerAddress.parse("mqtt://broker")).isEqualTo(new BrokerAddress("broker", 1883, false));
        assertThat(BrokerAddress.parse("mqtts://broker")).isEqualTo(new BrokerAddress("broker", 8883, true));
        assertThat(BrokerAddress.parse("mqtt://[::1]:9")).isEqualTo(new BrokerAddress("::1", 9, false));
        assertThat(BrokerAddress.parse("mqtt://[::1]:9")).hasToString("mqtt://[::1]:9");
    }

    @ParameterizedTest
    @CsvSource({
        "http://broker, begins with neither",
        "broker:1883, begins with neither",
        "mqtt://, 'allowed: mqtt://HOST:PORT'",
        "mqtt://u:p@broker, user name",
        "mqtt://broker:70000, port 70000",
        "mqtt://a b, allowed"
    })
    void explainsWhatIsWrong(String url, String why) {
        assertThatThrownBy(() -> BrokerAddress.parse(url)).hasMessageContaining(why);
    }
}
