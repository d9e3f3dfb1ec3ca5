package firegate.gateway.config;

import static firegate.gateway.config.ConfigReaderTest.loaded;
import static firegate.gateway.config.ConfigReaderTest.problems;
import static org.assertj.core.api.Assertions.assertThat;

import firegate.gateway.config.ConfigReader.Invalid;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VariablesTest {
    static SortedSet<String> keys() {
        return ConfigPaths.all();
    }

    @Test
    void knowsExactlyTheKeysOfTheRecords() {
        assertThat(ConfigReader.keys()).isEqualTo(ConfigPaths.all());
    }

    /** An empty value suits no key, so the problem shows that the variable was read as that key. */
    @ParameterizedTest
    @MethodSource("keys")
    void readsEveryKeyFromItsVariable(String key) {
        String variable =
                "FIREGATE_" + key.replace("[0]", "_0").replace('.', '_').toUpperCase(java.util.Locale.ROOT);

        ConfigReader.Result result = ConfigReader.read(Optional.empty(), Map.of(variable, ""), Map.of());

        assertThat(((Invalid) result).problems())
                .filteredOn(problem -> problem.key().equals(key))
                .extracting(problem -> problem.origin().name())
                .containsExactly(variable);
        assertThat(((Invalid) result).problems())
                .noneMatch(problem -> problem.key().equals(variable));
    }

    @Test
    void takesTheValuesOfVariables() {
        Config config = loaded(ConfigReader.read(
                Optional.empty(),
                Map.of(
                        "FIREGATE_MQTT_LISTENER_PORT", "0",
                        "FIREGATE_MQTT_LISTENER_AUTH", "open",
                        "FIREGATE_MQTT_LISTENER_LIMITS_BYTESPERSECOND", "2MiB",
                        "FIREGATE_INTAKE_MAXFUTURE", "90s",
                        "FIREGATE_METRICS_PORT", "9100",
                        "FIREGATE_ADMIN_PASSWORD", "12345",
                        "PATH", "/bin"),
                Map.of()));

        assertThat(config.mqtt().listener().port()).isZero();
        assertThat(config.mqtt().listener().auth()).isEqualTo(Config.Auth.OPEN);
        assertThat(config.mqtt().listener().limits().bytesPerSecond()).isEqualTo(2 << 20);
        assertThat(config.intake().maxFuture()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.metrics().port()).contains(9100);
        assertThat(config.admin().password()).contains(new Secret("12345"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FIREGATE_HTTP_PROT         | did you mean FIREGATE_HTTP_PORT?
            FIREGATE_INFLUX_TOKEN      | did you mean FIREGATE_INFLUXDB_TOKEN?
            FIREGATE_INTAKE_MAX_FUTURE | did you mean FIREGATE_INTAKE_MAXFUTURE?
            FIREGATE_WEBHOOKS_1_URL    | list items are numbered from 0 without gaps
            FIREGATE_X                 | allowed: FIREGATE_ and a key of the configuration, such as FIREGATE_HTTP_PORT for http.port
            """)
    void refusesAVariableThatIsNoKey(String name, String hint) {
        assertThat(problems(ConfigReader.read(Optional.empty(), Map.of(name, "x"), Map.of())))
                .containsExactly(name + ": unknown variable; " + hint);
    }

    @Test
    void leavesTheVariablesOfScriptsAndKubernetesAlone() {
        loaded(ConfigReader.read(
                Optional.empty(),
                Map.of(
                        "FIREGATE_CONFIG", "x",
                        "FIREGATE_JAVA_OPTS", "-Xmx1g",
                        "FIREGATE_LOG_LEVEL", "DEBUG",
                        "FIREGATE_PROVE_ROUNDS", "3",
                        "FIREGATE_PORT", "tcp://10.0.0.1:8080",
                        "FIREGATE_SERVICE_HOST", "10.0.0.1",
                        "FIREGATE_SERVICE_PORT_CONSOLE", "8080",
                        "FIREGATE_PORT_8080_TCP_ADDR", "10.0.0.1"),
                Map.of()));
    }

    @Test
    void refusesALogLevelThatDoesNotExist() {
        assertThat(problems(ConfigReader.read(Optional.empty(), Map.of("FIREGATE_LOG_LEVEL", "loud"), Map.of())))
                .containsExactly(
                        "FIREGATE_LOG_LEVEL: \"loud\" is not allowed; allowed: ERROR, WARN, INFO, DEBUG, TRACE");
    }

    @Test
    void addsAListItemBehindThoseOfTheFile() {
        assertThat(problems(ConfigReader.read(
                        Optional.empty(),
                        Map.of(
                                "FIREGATE_MQTT_BROKERS_0_NAME", "town",
                                "FIREGATE_MQTT_BROKERS_0_URL", "mqtt://broker",
                                "FIREGATE_MQTT_BROKERS_0_SUBSCRIBE_0_TOPIC", "a/{device}",
                                "FIREGATE_MQTT_BROKERS_1_NAME", "town",
                                "FIREGATE_MQTT_BROKERS_1_URL", "mqtt://other",
                                "FIREGATE_MQTT_BROKERS_1_SUBSCRIBE_0_TOPIC", "a/{device}/#"),
                        Map.of())))
                .containsExactly("mqtt.brokers: two brokers have the same name; each needs its own");
    }
}
