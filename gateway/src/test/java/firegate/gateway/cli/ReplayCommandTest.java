package firegate.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.gateway.fleet.TestBroker;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayCommandTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z"));

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void files() throws Exception {
        Files.writeString(folder.resolve("map.yaml"), """
                time: { column: t, unit: s, from: start }
                kind: smoke
                device: "d-{file}"
                columns:
                  - { column: a, metric: temperature }
                """);
        Files.writeString(folder.resolve("r1.csv"), "t,a\n0,20\n1,\n2,22\n");
    }

    @Test
    void playsAndSumsUp() throws Exception {
        try (TestBroker broker = new TestBroker()) {
            assertThat(replay(
                            "--speed",
                            "max",
                            "--url",
                            "mqtt://127.0.0.1:" + broker.port,
                            "--username",
                            "d-r1",
                            "--password",
                            "secret"))
                    .isZero();
            assertThat(broker.received)
                    .extracting(message -> message.topic() + " " + message.body() + " " + message.user())
                    .containsExactly(
                            "v1/devices/d-r1/telemetry {\"ts\":1795607998000,\"values\":{\"temperature\":20.0}} d-r1",
                            "v1/devices/d-r1/telemetry {\"ts\":1795608000000,\"values\":{\"temperature\":22.0}} d-r1");
        }
        assertThat(out.toString())
                .contains("played 3 rows, 2 values in 2 messages, 2 acknowledged", "skipped 1: missing: a 1");
        assertThat(err.toString()).isEqualTo("1 files, 1 devices, 3 rows, 2 values" + System.lineSeparator());
    }

    @Test
    void exits1WhenNothingIsAcknowledged() throws Exception {
        try (TestBroker broker = new TestBroker()) {
            broker.acknowledging = false;
            assertThat(replay("--speed", "max", "--url", "mqtt://127.0.0.1:" + broker.port, "--patience", "1"))
                    .isEqualTo(1);
        }
        assertThat(err.toString())
                .contains("nothing was acknowledged for 1 s: giving up", "2 messages were not acknowledged");
        assertThat(out.toString()).contains("0 acknowledged");
    }

    @Test
    void exits1WhenTheBrokerRefuses() throws Exception {
        try (TestBroker broker = new TestBroker()) {
            broker.answer = MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD;
            assertThat(replay("--url", "mqtt://127.0.0.1:" + broker.port)).isEqualTo(1);
        }
        assertThat(err.toString()).contains("mqtt://127.0.0.1:", "refused by the broker");
    }

    @Test
    void listsDevicesAndDryRunsWithoutABroker() {
        assertThat(replay("--list-devices", "--url", "mqtt://127.0.0.1:1")).isZero();
        assertThat(out.toString().lines()).containsExactly("id,kind", "d-r1,smoke");
        assertThat(replay("--dry-run", "--url", "mqtt://127.0.0.1:1", "--start", "2020-01-01T00:00:00Z"))
                .isZero();
        assertThat(err.toString()).contains("note: times lie up to 2520 days back", "3 rows, 2 values");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --speed 0          | --speed 0: allowed are numbers above 0, or max
            --speed fast       | --speed 'fast': allowed are numbers above 0, or max
            --shift then       | --shift 'then': allowed is now
            --keep             | --keep: the times of these files count from a start that nobody says
            --keep --shift now | mutually exclusive
            --url http://x     | --url 'http://x' begins with neither mqtt:// nor mqtts://
            --in-flight 0      | --in-flight 0: allowed are 1 to 10000
            --connections 65   | --connections 65: allowed are 1 to 64
            --topic t          | --topic 't': allowed is one with {device}
            --token a --username b | --token stands beside --username or --password
            --password b       | --password needs --username
            """)
    void exits2OnWrongUsage(String options, String message) {
        assertThat(replay(options.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void saysEverythingThatIsWrongWithMappingAndFilesAndExits2() throws Exception {
        Path map = folder.resolve("map.yaml");
        Files.writeString(folder.resolve("r1.csv"), "t,b\n0,20\n");
        assertThat(replay()).isEqualTo(2);
        assertThat(err.toString())
                .contains("files, by mapping " + map + ": 1 problem", "r1.csv: line 5: column 'a' is not in the file");
        Files.writeString(map, "kind: x\n");
        assertThat(replay()).isEqualTo(2);
        assertThat(err.toString()).contains("mapping " + map + ": ", "kind: \"x\" is not allowed");
    }

    private int replay(String... options) {
        List<String> line =
                new ArrayList<>(List.of("replay", folder.resolve("r1.csv").toString()));
        line.addAll(List.of("--map", folder.resolve("map.yaml").toString()));
        line.addAll(List.of(options));
        return FiregateCommand.commandLine(List.of(new ReplayCommand(CLOCK)))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(line.toArray(String[]::new));
    }
}
