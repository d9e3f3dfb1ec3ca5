package firegate.gateway.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One reading of the configuration: the values that override the file, the keys met so far and the problems found. */
final class Input {
    static final String PREFIX = "FIREGATE_";

    private final Map<String, String> environment;
    private final Map<String, String> commandLine;
    private final SortedSet<String> keys;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Origin> origins = new HashMap<>();
    private final Map<String, String> shown = new HashMap<>();

    /** @param commandLine key to value, from options named as the key */
    Input(Map<String, String> environment, Map<String, String> commandLine) {
        this(environment, commandLine, new TreeSet<>());
    }

    private Input(Map<String, String> environment, Map<String, String> commandLine, SortedSet<String> keys) {
        this.environment = environment;
        this.commandLine = commandLine;
        this.keys = keys;
    }

    /** For a section that nobody wrote: its keys are noted, nothing else. */
    Input probe() {
        return new Input(Map.of(), Map.of(), keys);
    }

    static String variable(String key) {
        return PREFIX + key.replaceAll("[.\\[]", "_").replace("]", "").toUpperCase(Locale.ROOT);
    }

    /** What the command line or the environment says about a key, which is known from now on. */
    Optional<Given> override(String key) {
        keys.add(key);
        String option = commandLine.get(key);
        if (option != null) {
            return Optional.of(Given.untyped(option, "--" + key));
        }
        String variable = variable(key);
        return Optional.ofNullable(environment.get(variable)).map(text -> Given.untyped(text, variable));
    }

    boolean overridesWithin(String key) {
        String prefix = variable(key) + "_";
        return environment.keySet().stream().anyMatch(name -> name.startsWith(prefix));
    }

    /** Indexes of list items that the environment names. */
    SortedSet<Integer> indexes(String key) {
        Pattern item = Pattern.compile(Pattern.quote(variable(key)) + "_(0|[1-9][0-9]{0,3})(_.*)?");
        SortedSet<Integer> indexes = new TreeSet<>();
        for (String name : environment.keySet()) {
            Matcher found = item.matcher(name);
            if (found.matches()) {
                indexes.add(Integer.valueOf(found.group(1)));
            }
        }
        return indexes;
    }

    /** What stands in front of the message of a rule between keys. */
    void shown(String key, String value) {
        shown.put(key, value);
    }

    String shown(String key) {
        return shown.containsKey(key) ? shown.get(key) + " " : "";
    }

    void said(String key, Origin origin) {
        origins.put(key, origin);
    }

    /** Where the first of these keys that anybody wrote stands. */
    Origin origin(String... candidates) {
        return Arrays.stream(candidates)
                .map(origins::get)
                .filter(origin -> origin != null)
                .findFirst()
                .orElse(Origin.UNSAID);
    }

    void problem(String key, String message, Origin origin) {
        problems.add(new Problem(key, message, origin));
    }

    boolean sound(String key) {
        return problems.stream().noneMatch(problem -> problem.key().equals(key));
    }

    SortedSet<String> keys() {
        return keys;
    }

    List<Problem> problems() {
        return problems;
    }
}
