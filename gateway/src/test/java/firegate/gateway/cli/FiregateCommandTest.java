package firegate.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.gateway.backup.Town;
import firegate.gateway.config.DataDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FiregateCommandTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T17:00:00Z"));

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void showsWhatThereIsAndExits2WithoutACommand() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("Usage: firegate", "check-config", "backup", "restore");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "check-config --help",
                "backup --help",
                "restore --help",
                "replay --help",
                "help backup"
            })
    void explainsEveryCommandAndOption(String line) {
        assertThat(run(line.split(" "))).isZero();
        assertThat(out.toString()).contains("Usage: firegate").contains("--help", "--version");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void hasADescriptionForEveryOptionAndParameter() {
        commandLine().getSubcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().args().stream())
                .forEach(argument -> assertThat(argument.description())
                        .as(argument.toString())
                        .isNotEmpty());
    }

    @Test
    void saysItsVersionAsTheBuildWroteIt() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("firegate \\d+\\.\\d+\\.\\d+\\S*\\R(?s:.*)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serv", "backup", "backup a b", "check-config", "restore --dta x", "backup --dat=x f"})
    void exits2OnWrongUsage(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isNotEmpty();
    }

    @Test
    void saysOkForAGoodConfiguration() throws Exception {
        Path file = Files.writeString(directory.resolve("firegate.yaml"), "http: { port: 0 }\n");

        assertThat(run("check-config", file.toString())).isZero();
        assertThat(out.toString()).isEqualTo("OK\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void listsTheProblemsOfABadConfigurationAndExits2() throws Exception {
        Path file = Files.writeString(directory.resolve("firegate.yaml"), "htp: {}\nhttp: { port: x }\n");
        environment.put("FIREGATE_ADMIN_PASSWORD", "");

        assertThat(run("check-config", file.toString())).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEqualTo("configuration " + file + """
                : 3 problems
                  htp: unknown key; did you mean http? (line 1)
                  http.port: "x" is a text; allowed: a port from 0 to 65535, 0 for any free one (line 2)
                  admin.password: *** is not allowed; allowed: a text of 1 to 72 bytes (in quotes when it looks like a number), \
                or file:PATH of a readable file with it (FIREGATE_ADMIN_PASSWORD)
                """);
    }

    @Test
    void saysWhatToRunInsteadWhenTheRecordsAreInPostgres() {
        environment.put("FIREGATE_DATA", "/srv/firegate");
        environment.put("FIREGATE_RECORDS_URL", "jdbc:postgresql://db:5433/fire?sslmode=require");
        environment.put("FIREGATE_RECORDS_USERNAME", "fg");

        assertThat(run("backup", "b.zip")).isEqualTo(2);
        assertThat(err.toString())
                .contains("1. pg_dump -Fc -f records.dump -U fg -d postgresql://db:5433/fire\n")
                .contains("2. within 10 minutes", "sqlite3 /srv/firegate/journal.db \"VACUUM INTO");
        assertThat(run("restore", "b.zip")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "pg_restore --clean --if-exists --single-transaction -U fg -d postgresql://db:5433/fire records");
    }

    @Test
    void takesTheFileFromTheEnvironmentWhenNoOptionNamesOne() {
        environment.put("FIREGATE_CONFIG", "/nowhere.yaml");

        assertThat(run("backup", directory.resolve("b.zip").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("/nowhere.yaml: cannot be read");
    }

    @Test
    void backsUpARunningTownAndRestoresItWhenItHasStopped() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        String zip = directory.resolve("town.zip").toString();
        DataDirectory server = DataDirectory.lock(data);
        try (server;
                Town town = Town.create(data)) {
            town.write();
            assertThat(run("backup", zip, "--data", data.toString())).isZero();
            assertThat(out.toString())
                    .contains(
                            "backup written to " + zip + ", taken at 2026-11-23T17:00:00Z", "records.db", "journal.db")
                    .contains("history is not part of it");
            town.write();
            assertThat(run("restore", zip, "--data", data.toString())).isEqualTo(1);
            assertThat(err.toString())
                    .isEqualTo("data directory " + data.toRealPath() + " is in use by another firegate (process "
                            + ProcessHandle.current().pid()
                            + "); stop that one, or give this one a directory of its own with --data\n");
        }

        assertThat(run("restore", zip, "--data", data.toString())).isZero();

        assertThat(Town.number(data.resolve("records.db"), "SELECT position FROM cursor"))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("are kept as *.before-restore-20261123T170000000Z", "history stays as it was");
    }

    @Test
    void exits1WhenThereIsNothingToBackUp() {
        assertThat(run("backup", directory.resolve("b.zip").toString(), "--data", directory.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("there is no file " + directory.resolve("records.db"));
    }

    @Test
    void leavesRecordsOutsideTheDataDirectoryToTheirOwner() {
        environment.put("FIREGATE_RECORDS_URL", "jdbc:sqlite:/elsewhere/records.db");

        assertThat(run("restore", "b.zip", "--data", directory.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("records.url points to /elsewhere/records.db, outside the data directory");
    }

    private int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    private CommandLine commandLine() {
        return FiregateCommand.commandLine(List.of(
                        new CheckConfigCommand(environment),
                        new BackupCommand(environment, CLOCK),
                        new RestoreCommand(environment, CLOCK),
                        new ReplayCommand(CLOCK)))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
    }
}
