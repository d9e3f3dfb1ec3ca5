package firegate.gateway;

import firegate.gateway.cli.BackupCommand;
import firegate.gateway.cli.CheckConfigCommand;
import firegate.gateway.cli.FiregateCommand;
import firegate.gateway.cli.RestoreCommand;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The program. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        InstantSource clock = InstantSource.system();
        List<?> commands = List.of(
                new CheckConfigCommand(environment),
                new BackupCommand(environment, clock),
                new RestoreCommand(environment, clock));
        int exitCode = FiregateCommand.commandLine(commands).execute(args);
        System.exit(exitCode);
    }
}
