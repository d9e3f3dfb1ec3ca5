package firegate.gateway.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code firegate}: by itself it shows what there is. */
@Command(
        name = "firegate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Gateway between a town's fire-safety devices and the people who answer for them.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Every key of the configuration has an environment variable, such as FIREGATE_HTTP_PORT for http.port.",
            "FIREGATE_CONFIG names the configuration file, FIREGATE_LOG_LEVEL the detail of the log (INFO);",
            "bin/firegate gives FIREGATE_JAVA_OPTS, such as -Xmx4g, to Java.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration."
        })
public final class FiregateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** The command line with these subcommands, in the order in which the help shows them. */
    public static CommandLine commandLine(List<?> commands) {
        CommandLine line = new CommandLine(new FiregateCommand());
        commands.forEach(line::addSubcommand);
        line.addSubcommand(new CommandLine.HelpCommand());
        return line.setExecutionExceptionHandler(FiregateCommand::explain)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpAutoWidth(true);
    }

    private static int explain(Exception failure, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (failure instanceof CommandFailure known) {
            line.getErr().println(known.getMessage());
            line.getErr().flush();
            return known.exitCode();
        }
        throw failure;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
