package firegate.gateway.config;

import firegate.gateway.config.Form.Parsed;
import firegate.gateway.config.Given.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of the configuration, or of another file that is read as strictly ({@link StrictYaml}). Reading a key makes it known, looks at command line, environment and file in this
 * order, and notes every problem; a key with a problem reads as its default so that the rest can be checked too.
 */
public final class Section {
    private final Input input;
    private final String path;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    private Section(Input input, String path) {
        this.input = input;
        this.path = path;
    }

    /** Reads the whole configuration from the document, which may be absent. */
    static <T> T root(Input input, Optional<Node> document, Function<Section, T> reader) {
        return new Section(input, "").fill(document).close(reader);
    }

    /** Where it begins in the file, from 1; beyond every line when nobody wrote it. */
    public int line() {
        return input.origin(path).line();
    }

    private Section fill(Optional<Node> node) {
        node.ifPresent(given -> {
            if (given instanceof MappingNode mapping) {
                mapping.getValue().forEach(this::put);
            } else if (Given.of(given).shape() != Shape.NOTHING) {
                Given wrong = Given.of(given);
                String key = path.isEmpty() ? "the file" : path;
                input.problem(
                        key,
                        wrong.shown() + " is " + wrong.shape().words + "; allowed: keys with values",
                        wrong.origin());
            }
        });
        return this;
    }

    private void put(NodeTuple entry) {
        Origin origin = Given.originOf(entry.getKeyNode());
        String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        if (values.put(key, entry.getValueNode()) != null) {
            input.problem(at(key), "is given twice; remove one", origin);
        }
        input.said(at(key), origin);
    }

    private <T> T close(Function<Section, T> reader) {
        T read = reader.apply(this);
        values.keySet().stream().filter(key -> !known.contains(key)).forEach(this::unknown);
        return read;
    }

    private void unknown(String key) {
        String hint = Nearest.to(key, known)
                .map(name -> "did you mean " + name + "?")
                .orElse("allowed here: " + String.join(", ", known));
        input.problem(at(key), "unknown key; " + hint, input.origin(at(key)));
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** A section that always exists, with its defaults when nobody wrote it. */
    public <T> T section(String key, Function<Section, T> reader) {
        known.add(key);
        return new Section(input, at(key)).fill(node(key)).close(reader);
    }

    /** A section that exists only when it was written. */
    public <T> Optional<T> optional(String key, Function<Section, T> reader) {
        known.add(key);
        boolean written = node(key).isPresent() || input.overridesWithin(at(key));
        if (written) {
            return Optional.of(section(key, reader));
        }
        new Section(input.probe(), at(key)).close(reader);
        return Optional.empty();
    }

    /** A list of sections. */
    public <T> List<T> sections(String key, Function<Section, T> reader) {
        List<Optional<Node>> items = items(key);
        if (items.isEmpty()) {
            new Section(input.probe(), at(key) + "[0]").close(reader);
        }
        List<T> read = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            read.add(new Section(input, at(key) + "[" + i + "]")
                    .fill(items.get(i))
                    .close(reader));
        }
        return List.copyOf(read);
    }

    /** A list of values; {@code fallback} when nobody wrote it. */
    <T> List<T> values(String key, Form<T> form, List<T> fallback) {
        List<Optional<Node>> items = items(key);
        if (items.isEmpty()) {
            input.probe().override(at(key) + "[0]");
            return node(key).isPresent() ? List.of() : fallback;
        }
        List<T> read = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            find(at(key) + "[" + i + "]", items.get(i), form).ifPresent(read::add);
        }
        return List.copyOf(read);
    }

    /** The file's items, then those that only the environment names. */
    private List<Optional<Node>> items(String key) {
        known.add(key);
        List<Optional<Node>> items = new ArrayList<>();
        node(key).ifPresent(given -> {
            if (given instanceof SequenceNode list) {
                for (Node item : list.getValue()) {
                    input.said(at(key) + "[" + items.size() + "]", Given.originOf(item));
                    items.add(Optional.of(item));
                }
            } else {
                Given wrong = Given.of(given);
                input.problem(
                        at(key), wrong.shown() + " is " + wrong.shape().words + "; allowed: a list", wrong.origin());
            }
        });
        for (int index : input.indexes(at(key))) {
            if (index == items.size()) {
                items.add(Optional.empty());
            }
        }
        return items;
    }

    /** The value, or the default, which is written as it would be in the file. */
    public <T> T value(String key, Form<T> form, String fallback) {
        return find(key, form)
                .orElseGet(() ->
                        form.read(Given.untyped(fallback, "default")).value().orElseThrow());
    }

    /** The value; a problem when it is missing, and then {@code standIn}. */
    public <T> T required(String key, Form<T> form, T standIn) {
        Optional<T> found = find(key, form);
        if (found.isEmpty() && input.sound(at(key))) {
            input.problem(at(key), "is missing; allowed: " + form.allowed(), input.origin(path));
        }
        return found.orElse(standIn);
    }

    public <T> Optional<T> find(String key, Form<T> form) {
        known.add(key);
        return find(at(key), Optional.ofNullable(values.get(key)), form);
    }

    private <T> Optional<T> find(String key, Optional<Node> node, Form<T> form) {
        Optional<Given> given = input.override(key).or(() -> node.map(Given::of));
        if (given.isEmpty()) {
            return Optional.empty();
        }
        input.said(key, given.get().origin());
        input.shown(key, form.shown(given.get()));
        Parsed<T> parsed = form.read(given.get());
        if (parsed.value().isEmpty()) {
            input.problem(
                    key,
                    form.complaint(given.get(), parsed.reason()),
                    given.get().origin());
        }
        return parsed.value();
    }

    /** Notes a problem on the first of {@code keys} unless {@code holds}, or one of them is wrong by itself. */
    public void check(boolean holds, String message, String... keys) {
        String[] paths = Arrays.stream(keys).map(this::at).toArray(String[]::new);
        if (!holds && Arrays.stream(paths).allMatch(input::sound)) {
            input.problem(paths[0], input.shown(paths[0]) + message, input.origin(paths));
        }
    }

    /** A section or list without content counts as not written. */
    private Optional<Node> node(String key) {
        return Optional.ofNullable(values.get(key))
                .filter(node -> Given.of(node).shape() != Shape.NOTHING);
    }
}
