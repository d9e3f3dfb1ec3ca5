package firegate.gateway.cli;

import firegate.gateway.config.Config;
import firegate.gateway.config.ConfigReader;
import firegate.gateway.config.ConfigReader.Invalid;
import firegate.gateway.config.ConfigReader.Loaded;
import firegate.gateway.config.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options of every command that needs the configuration; use as a picocli mixin. */
public final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "configuration file; without it the environment variable FIREGATE_CONFIG, then the defaults")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "data directory, instead of the one in the configuration (./data)")
    private Optional<Path> data = Optional.empty();

    /** The configuration; {@link CommandFailure} with exit code 2 and every problem when it is bad. */
    public Config read(Map<String, String> environment) {
        Optional<Path> from = file.or(
                () -> Optional.ofNullable(environment.get("FIREGATE_CONFIG")).map(Path::of));
        // Relative to the working directory, where the option was typed; not to the configuration file.
        Map<String, String> commandLine = data.map(
                        path -> Map.of("data", path.toAbsolutePath().toString()))
                .orElse(Map.of());
        return read(from, environment, commandLine);
    }

    static Config read(Optional<Path> file, Map<String, String> environment, Map<String, String> commandLine) {
        ConfigReader.Result result = ConfigReader.read(file, environment, commandLine);
        if (result instanceof Loaded loaded) {
            return loaded.config();
        }
        throw CommandFailure.refused(message(file, ((Invalid) result).problems()));
    }

    private static String message(Optional<Path> file, List<Problem> problems) {
        String what = file.map(path -> "configuration " + path).orElse("configuration");
        String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return problems.stream()
                .map(Problem::toString)
                .collect(Collectors.joining("\n  ", what + ": " + count + "\n  ", ""));
    }
}
