package firegate.gateway;

import firegate.gateway.cli.AuditCommand;
import firegate.gateway.cli.BackupCommand;
import firegate.gateway.cli.CheckConfigCommand;
import firegate.gateway.cli.DemoCommand;
import firegate.gateway.cli.FiregateCommand;
import firegate.gateway.cli.ImportCommand;
import firegate.gateway.cli.LedgerCommand;
import firegate.gateway.cli.ReplayCommand;
import firegate.gateway.cli.RestoreCommand;
import firegate.gateway.cli.ServeCommand;
import firegate.gateway.cli.SimulateCommand;
import firegate.gateway.cli.UserCommand;
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
                new ServeCommand(environment, clock),
                new DemoCommand(environment, clock),
                new SimulateCommand(clock),
                new CheckConfigCommand(environment),
                new BackupCommand(environment, clock),
                new RestoreCommand(environment, clock),
                new ImportCommand(environment, clock),
                new UserCommand(environment, clock),
                new ReplayCommand(clock),
                new LedgerCommand(environment, clock),
                new AuditCommand(environment));
        int exitCode = FiregateCommand.commandLine(commands).execute(args);
        System.exit(exitCode);
    }
}
