package firegate.gateway.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firegate check-config FILE}: reads the file and the environment as {@code serve} would. */
@Command(
        name = "check-config",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Checks a configuration file together with the FIREGATE_ variables of the environment.",
            "Prints OK and exits 0, or prints every problem with key, value and what is allowed and exits 2."
        })
public final class CheckConfigCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Parameters(paramLabel = "FILE", description = "configuration file (YAML)")
    private Path file;

    @Spec
    private CommandSpec spec;

    public CheckConfigCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        ConfigOptions.read(Optional.of(file), environment, Map.of());
        spec.commandLine().getOut().println("OK");
        spec.commandLine().getOut().flush();
        return 0;
    }
}
