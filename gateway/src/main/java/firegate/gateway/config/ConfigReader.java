package firegate.gateway.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the configuration from file, environment and command line, strictly, and says everything that is wrong. */
public final class ConfigReader {
    public sealed interface Result permits Loaded, Invalid {}

    public record Loaded(Config config) implements Result {}

    /** @param problems never empty; those of the file first, by line */
    public record Invalid(List<Problem> problems) implements Result {}

    private ConfigReader() {}

    /**
     * @param file absent: defaults, and relative paths start from the working directory
     * @param environment the process's; only names that begin with {@code FIREGATE_} matter
     * @param commandLine values by key, such as {@code data}; they win over the environment, which wins over the file
     */
    public static Result read(Optional<Path> file, Map<String, String> environment, Map<String, String> commandLine) {
        Input input = new Input(Variables.forKeys(environment), commandLine);
        Optional<Node> document = file.flatMap(path -> document(path, input));
        if (!input.problems().isEmpty()) {
            return new Invalid(List.copyOf(input.problems()));
        }
        Path base = file.map(path -> path.toAbsolutePath().getParent()).orElse(Path.of(""));
        Config config = Section.root(input, document, new ConfigKeys(new FileForms(base))::read);
        NotYetBuilt.check(config, input);
        Variables.check(environment, input);
        if (input.problems().isEmpty()) {
            return new Loaded(config);
        }
        return new Invalid(input.problems().stream()
                .sorted(Comparator.comparingInt(problem -> problem.origin().line()))
                .toList());
    }

    /** Every key there is, items of lists as {@code [0]}. */
    static SortedSet<String> keys() {
        Input input = new Input(Map.of(), Map.of());
        Section.root(input, Optional.empty(), new ConfigKeys(new FileForms(Path.of("")))::read);
        return input.keys();
    }

    static Optional<Node> document(Path file, Input input) {
        String name = file.toString();
        try {
            String text = Files.readString(file);
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(true); // noted with its line when the keys are read
            return Optional.ofNullable(new Yaml(options).compose(new StringReader(text)));
        } catch (CharacterCodingException e) {
            input.problem(name, "is not UTF-8", Origin.UNSAID);
        } catch (IOException e) {
            input.problem(name, "cannot be read; allowed: a readable YAML file", Origin.UNSAID);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            input.problem(name, "is not YAML: " + e.getProblem(), Origin.line(line));
        } catch (YAMLException e) {
            input.problem(name, "is not YAML: " + e.getMessage(), Origin.UNSAID);
        }
        return Optional.empty();
    }
}
