package firegate.gateway.config;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.Node;

/** Reads another YAML file than the configuration as strictly: every problem at once, by line; no environment variables. */
public final class StrictYaml {

    /** @param value empty when there are problems */
    public record Result<T>(Optional<T> value, List<Problem> problems) {}

    private StrictYaml() {}

    /** @param reader takes every key that is allowed; a key with a problem reads as its default or stand-in */
    public static <T> Result<T> read(Path file, Function<Section, T> reader) {
        Input input = new Input(Map.of(), Map.of());
        Optional<Node> document = ConfigReader.document(file, input);
        T value = input.problems().isEmpty() ? Section.root(input, document, reader) : null;
        List<Problem> problems = input.problems().stream()
                .sorted(Comparator.comparingInt(problem -> problem.origin().line()))
                .toList();
        return new Result<>(problems.isEmpty() ? Optional.ofNullable(value) : Optional.empty(), problems);
    }
}
