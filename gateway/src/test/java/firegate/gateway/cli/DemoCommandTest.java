package firegate.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.gateway.demo.DemoDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter err = new StringWriter();

    private int run(Map<String, String> environment, String... arguments) {
        InstantSource clock = InstantSource.system();
        return FiregateCommand.commandLine(
                        List.of(new DemoCommand(environment, clock), new ServeCommand(environment, clock)))
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void leavesAForeignDirectoryAlone() throws Exception {
        Files.writeString(directory.resolve("records.db"), "real");
        assertThat(run(Map.of(), "demo", "--data", directory.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("holds files that no demo has made");
        assertThat(directory.toFile().list()).containsExactly("records.db");
    }

    @Test
    void serveRefusesADirectoryThatADemoMade() {
        try (DemoDirectory demo = DemoDirectory.at(directory)) {
            demo.mark("demo");
        }
        assertThat(run(Map.of(), "serve", "--data", directory.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("made by firegate demo", "--data");
    }

    @Test
    void namesTheVariableOfAPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment = Map.of(
                    "FIREGATE_HTTP_HOST", "127.0.0.1",
                    "FIREGATE_HTTP_PORT", String.valueOf(taken.getLocalPort()),
                    "FIREGATE_MQTT_LISTENER_PORT", "0");
            assertThat(run(environment, "demo", "--data", directory.toString())).isEqualTo(1);
        }
        assertThat(err.toString()).contains("http.port or FIREGATE_HTTP_PORT");
    }

    @Test
    void refusesAnIntervalThatIsNone() {
        assertThat(run(Map.of(), "demo", "--incident-every", "soon")).isEqualTo(2);
        assertThat(err.toString()).contains("--incident-every", "such as 90s or 5m");
    }
}
