package firegate.gateway;

import firegate.gateway.cli.CheckConfigCommand;
import firegate.gateway.cli.FiregateCommand;
import java.util.List;
import java.util.Map;

/** The program. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        int exitCode = FiregateCommand.commandLine(List.of(new CheckConfigCommand(environment)))
                .execute(args);
        System.exit(exitCode);
    }
}
