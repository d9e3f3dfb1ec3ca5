package firegate.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firegate.ingest.intake.Delivery;
import firegate.ingest.intake.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the command-line clients that people try first. */
class MosquittoClientTest {

    private record Run(int exit, String output) {}

    private static Run run(int port, String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program, "-h", "127.0.0.1", "-p", String.valueOf(port)));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv31", "mqttv311", "mqttv5"})
    void publishesWithEveryVersionAndQuality(String version) throws Exception {
        try (TestListener listener = TestListener.open()) {
            for (String qos : List.of("0", "1", "2")) {
                Run run = run(
                        listener.port,
                        "mosquitto_pub",
                        "-V",
                        version,
                        "-q",
                        qos,
                        "-i",
                        "pub-1",
                        "-t",
                        "v1/devices/sd-17/telemetry",
                        "-m",
                        "{\"fire\":true,\"q\":" + qos + "}");
                assertThat(run.exit()).as(run.output()).isZero();
            }
            await().untilAsserted(() -> assertThat(listener.sink.bodies())
                    .containsExactly("{\"fire\":true,\"q\":0}", "{\"fire\":true,\"q\":1}", "{\"fire\":true,\"q\":2}"));
            assertThat(listener.sink.deliveries())
                    .extracting(Delivery::device, Delivery::client, Delivery::profile, Delivery::topic)
                    .containsOnly(org.assertj.core.groups.Tuple.tuple(
                            "sd-17", "pub-1", "native", "v1/devices/sd-17/telemetry"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv5"})
    void isRefusedWithAWrongToken(String version) throws Exception {
        try (TestListener listener = TestListener.requiringTokens(new FakeDevices(false).device("sd-1", "secret"))) {
            Run wrong = run(
                    listener.port,
                    "mosquitto_pub",
                    "-V",
                    version,
                    "-u",
                    "sd-1",
                    "-P",
                    "guess",
                    "-t",
                    "v1/devices/me/telemetry",
                    "-m",
                    "{}");
            assertThat(wrong.exit()).isEqualTo(version.equals("mqttv5") ? 134 : 5);
            Run right = run(
                    listener.port,
                    "mosquitto_pub",
                    "-V",
                    version,
                    "-u",
                    "secret",
                    "-q",
                    "1",
                    "-t",
                    "v1/devices/me/telemetry",
                    "-m",
                    "{}");
            assertThat(right.exit()).as(right.output()).isZero();
            assertThat(listener.sink.deliveries()).extracting(Delivery::device).containsExactly("sd-1");
        }
    }

    @Test
    void learnsThatItsPayloadIsInvalid() throws Exception {
        try (TestListener listener = TestListener.open()) {
            listener.sink.answer(delivery -> new Outcome.Quarantined("malformed", "no JSON"));
            Run run = run(
                    listener.port,
                    "mosquitto_pub",
                    "-d",
                    "-V",
                    "mqttv5",
                    "-q",
                    "1",
                    "-t",
                    "v1/devices/x/telemetry",
                    "-m",
                    "rubbish");
            assertThat(run.output()).contains("RC:153");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv5"})
    void subscribesOnlyToWhatIsItsOwn(String version) throws Exception {
        try (TestListener listener = TestListener.open()) {
            Run own = run(
                    listener.port,
                    "mosquitto_sub",
                    "-V",
                    version,
                    "-i",
                    "d1",
                    "-q",
                    "1",
                    "-E",
                    "-t",
                    "v1/devices/me/rpc/request/+",
                    "-t",
                    "v1/devices/d1/attributes");
            assertThat(own.output()).as(own.output()).doesNotContain("rejected", "denied");
            assertThat(own.exit()).isZero();
            Run other = run(listener.port, "mosquitto_sub", "-V", version, "-i", "d1", "-q", "1", "-W", "3", "-t", "#");
            assertThat(other.output()).containsIgnoringCase("denied");
        }
    }
}
