package firegate.gateway.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The environment variables that begin with {@code FIREGATE_}. */
final class Variables {
    /** Read by the scripts, the command line and the log configuration; no keys of the file. */
    private static final Set<String> RESERVED = Set.of("FIREGATE_CONFIG", "FIREGATE_JAVA_OPTS", "FIREGATE_LOG_LEVEL");
    /** Left to the scripts for their own settings. */
    private static final Pattern SCRIPTS = Pattern.compile("FIREGATE_(TEST|PROVE|BENCH)_.*");
    /** Kubernetes sets these in every container beside a service called "firegate". */
    private static final Pattern KUBERNETES =
            Pattern.compile("FIREGATE_SERVICE_(HOST|PORT(_.*)?)|FIREGATE_PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?");

    private static final List<String> LEVELS = List.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");

    private Variables() {}

    /** Those that stand for keys. */
    static Map<String, String> forKeys(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith(Input.PREFIX))
                .filter(variable -> !RESERVED.contains(variable.getKey()))
                .filter(variable -> !SCRIPTS.matcher(variable.getKey()).matches())
                .filter(variable -> !KUBERNETES.matcher(variable.getKey()).matches())
                .filter(variable -> !(variable.getKey().equals("FIREGATE_PORT")
                        && variable.getValue().contains("://")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    /** Notes the variables that stand for no key of {@code input}, and a log level that does not exist. */
    static void check(Map<String, String> environment, Input input) {
        Set<String> known = input.keys().stream().map(Input::variable).collect(Collectors.toSet());
        forKeys(environment).keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> input.problem(name, complaint(name, known), Origin.UNSAID));
        Optional.ofNullable(environment.get("FIREGATE_LOG_LEVEL"))
                .filter(level -> !LEVELS.contains(level))
                .ifPresent(level -> input.problem(
                        "FIREGATE_LOG_LEVEL",
                        Given.untyped(level, "").shown() + " is not allowed; allowed: " + String.join(", ", LEVELS),
                        Origin.UNSAID));
    }

    private static String complaint(String name, Collection<String> known) {
        if (known.contains(name.replaceAll("_[0-9]+(?=_|$)", "_0"))) {
            return "unknown variable; list items are numbered from 0 without gaps";
        }
        return Nearest.to(name, known)
                .map(nearest -> "unknown variable; did you mean " + nearest + "?")
                .orElse("unknown variable; allowed: " + Input.PREFIX
                        + " and a key of the configuration, such as FIREGATE_HTTP_PORT for http.port");
    }
}
