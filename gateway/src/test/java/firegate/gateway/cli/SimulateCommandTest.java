package firegate.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.gateway.simulate.TownSheets;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SimulateCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = FiregateCommand.commandLine(List.of(new SimulateCommand(InstantSource.system())))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --devices 3 | --url '' is not allowed
            --devices 3 --url http://x | --url 'http://x' begins with neither
            --devices 0 --url mqtt://x | --devices '0' is not allowed; allowed: a whole number from 1 to 1000000
            --devices x --url mqtt://x | 'x' is not an int
            --devices 3 --url mqtt://x --qos 2 | --qos '2'
            --devices 3 --url mqtt://x --garbage 2 | '2' is not allowed; allowed: a share from 0 to 1
            --devices 3 --url mqtt://x --garbage x% | 'x%' is not allowed
            --devices 3 --url mqtt://x --interval 5 | '5' is not allowed; allowed: a whole number with ms, s, m, h or d
            --devices 3 --url mqtt://x --interval 5s --rate 3 | --rate '3.0' is not allowed; allowed: not together with --interval
            --devices 3 --url mqtt://x --incidents flood | --incidents 'flood' is not allowed; allowed: none, all, or a list of kitchen-smoke
            --devices 3 --url mqtt://x --topic a/# | --topic 'a/#'
            --devices 3 --url mqtt://x --speed 5 | --speed '5.0' is not allowed; allowed: 1, or --from
            --devices 3 --url mqtt://x --from yesterday | --from 'yesterday' is not allowed; allowed: ISO-8601
            --devices 3 --url mqtt://x --password p | --password '***' is not allowed; allowed: only together with --username
            --devices 3 --url mqtt://x --prefix a/b | --prefix 'a/b'
            --devices 3 --url mqtt://x --tokens nowhere.csv | --tokens nowhere.csv cannot be read
            --url mqtt://x | Missing required option: '--devices=N'
            """)
    void refusesWithAClearMessage(String line, String complaint) {
        assertThat(run(("simulate " + line).split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(complaint);
    }

    @Test
    void explainsEveryOption() {
        assertThat(run("simulate", "--help")).isZero();
        assertThat(out.toString()).contains("--bad-clocks", "--incidents", "kitchen-smoke", "--write-devices");
    }

    @Test
    void writesTheFilesThatImportReads() throws Exception {
        Path devices = directory.resolve("devices.csv");
        Path sites = directory.resolve("sites.csv");
        assertThat(run(
                        "simulate",
                        "--devices",
                        "50",
                        "--write-devices",
                        devices.toString(),
                        "--write-sites",
                        sites.toString()))
                .isZero();
        assertThat(Files.readAllLines(devices)).hasSize(51);
        assertThat(Files.readAllLines(devices).get(1)).startsWith("sim-").contains("演示");
        assertThat(Files.readAllLines(sites).get(0))
                .isEqualTo("id,name,address,village,grid,domain,lat,lon,noCharging,contacts,notes");
    }

    @Test
    void refusesATokenFileThatLeavesOutADevice() throws Exception {
        Path tokens = Files.writeString(directory.resolve("tokens.csv"), "id,token\nsim-sd-0001,abc\n");
        assertThat(run("simulate", "--devices", "5", "--url", "mqtt://127.0.0.1:1", "--tokens", tokens.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("has no token for 4 of 5 devices");
    }

    @Test
    void readsTokensByIdOrDevice() throws Exception {
        Path byId = Files.writeString(directory.resolve("a.csv"), "id,token,x\nd1,t1,1\nd2,t2,2\n");
        Path byDevice = Files.writeString(directory.resolve("b.csv"), "device,token\nd1,t1\nd2,t2\n");
        assertThat(TownSheets.readTokens(byId)).containsEntry("d2", "t2").isEqualTo(TownSheets.readTokens(byDevice));
    }
}
