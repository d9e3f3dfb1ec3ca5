package firegate.ingest.rulebook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import firegate.ingest.device.Kind;
import firegate.ingest.rule.Condition;
import firegate.ingest.rule.Rule;
import firegate.ingest.rule.RuleBook;
import firegate.ingest.rule.Severity;
import firegate.ingest.rule.Text;
import firegate.ingest.telemetry.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a rule book from YAML, strictly: an unknown key or an impossible value is an error that names the rule. */
public final class RuleBookReader {

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();
    private static final Pattern COMPARE =
            Pattern.compile("([a-z][a-z0-9_]*) *(<=|>=|<|>|=) *(-?[0-9]+(?:\\.[0-9]+)?)");
    private static final Pattern SILENCE =
            Pattern.compile("silence > ([0-9]+(?:\\.[0-9]+)?) x interval, floor ([0-9]{1,6}[smhd])");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smhd])");

    private RuleBookReader() {}

    /** The rules that come with firegate. */
    public static RuleBook builtIn() {
        try (InputStream in = RuleBookReader.class.getResourceAsStream("default-rules.yaml")) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws RuleBookException naming the rule and what is wrong with it */
    public static RuleBook read(InputStream yaml) throws IOException {
        List<Rule> rules = new ArrayList<>();
        try {
            JsonNode book = YAML.readTree(yaml);
            book.fieldNames()
                    .forEachRemaining(key -> check(key.equals("rules"), "key '" + key + "', allowed is rules"));
            check(book.path("rules").isArray() && !book.path("rules").isEmpty(), "needs a list of rules");
            for (JsonNode rule : book.path("rules")) {
                rules.add(rule(rule, rules.size() + 1));
            }
        } catch (JsonProcessingException e) {
            throw new RuleBookException("line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
        }
        RuleBookCheck.together(rules);
        return new RuleBook(rules);
    }

    private static Rule rule(JsonNode node, int number) {
        String name = node.path("id").asText("rule " + number);
        try {
            return rule(YAML.treeToValue(node, RuleYaml.class));
        } catch (JsonProcessingException e) {
            String key = e instanceof JsonMappingException mapping ? path(mapping) : "";
            throw new RuleBookException(name + ": " + key + e.getOriginalMessage());
        }
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(reference -> reference.getFieldName() == null
                        ? "level " + (reference.getIndex() + 1) + ": "
                        : reference.getFieldName() + ": ")
                .collect(Collectors.joining());
    }

    private static Rule rule(RuleYaml yaml) {
        check(
                yaml.id() != null && yaml.id().matches("[a-z]+\\.[a-z_]+"),
                "rule id '" + yaml.id() + "': allowed are two words in lower case joined by a dot");
        String id = yaml.id();
        check(yaml.version() >= 1, id + ": version " + yaml.version() + ", allowed are whole numbers from 1");
        check(yaml.kinds() != null && !yaml.kinds().isEmpty(), id + ": needs at least one kind");
        check(yaml.levels() != null && !yaml.levels().isEmpty(), id + ": needs at least one level");
        check(yaml.source() != null, id + ": needs a source: the standard behind its numbers, or eng.");
        Rule rule = new Rule(
                id,
                yaml.version(),
                kinds(yaml),
                yaml.cause() == null ? id : yaml.cause(),
                yaml.rank(),
                yaml.latched(),
                yaml.levels().stream().map(level -> level(id, level)).toList(),
                text(id, "title", yaml.title()),
                text(id, "message", yaml.message()),
                yaml.source(),
                yaml.enabled() == null || yaml.enabled());
        RuleBookCheck.alone(rule);
        return rule;
    }

    private static void check(boolean right, String problem) {
        if (!right) {
            throw new RuleBookException(problem);
        }
    }

    private static Text text(String id, String key, Text text) {
        check(
                text != null && text.zh() != null && text.en() != null,
                id + ": " + key + " needs a text in zh and in en");
        return text;
    }

    private static Set<Kind> kinds(RuleYaml yaml) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String kind : yaml.kinds()) {
            kinds.add(Kind.of(kind)
                    .orElseThrow(() -> new RuleBookException(
                            yaml.id() + ": kind '" + kind + "', allowed are smoke, hydrant, ev_charging, unknown")));
        }
        return kinds;
    }

    private static Rule.Level level(String id, LevelYaml yaml) {
        Severity severity = Severity.of(yaml.severity())
                .orElseThrow(() -> new RuleBookException(
                        id + ": severity '" + yaml.severity() + "', allowed are critical, major, minor, info"));
        Condition raise = condition(id, yaml.when());
        Condition.Compare clear = yaml.clear() == null ? null : compare(id, yaml.clear());
        return new Rule.Level(severity, raise, duration(id, yaml.hold()), clear, duration(id, yaml.clearFor()));
    }

    private static Condition condition(String id, String text) {
        Matcher silence = SILENCE.matcher(text == null ? "" : text);
        if (silence.matches()) {
            return new Condition.Silence(Double.parseDouble(silence.group(1)), duration(id, silence.group(2)));
        }
        return compare(id, text);
    }

    private static Condition.Compare compare(String id, String text) {
        Matcher compare = COMPARE.matcher(text == null ? "" : text);
        if (!compare.matches() || !Metric.validName(compare.group(1))) {
            throw new RuleBookException(id + ": condition '" + text + "', allowed is METRIC OPERATOR NUMBER");
        }
        for (Condition.Operator operator : Condition.Operator.values()) {
            if (operator.sign().equals(compare.group(2))) {
                return new Condition.Compare(compare.group(1), operator, Double.parseDouble(compare.group(3)));
            }
        }
        throw new IllegalStateException("no operator for " + compare.group(2));
    }

    private static Duration duration(String id, String text) {
        if (text == null) {
            return Duration.ZERO;
        }
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw new RuleBookException(id + ": duration '" + text + "', allowed are whole numbers with s, m, h or d");
        }
        long amount = Long.parseLong(duration.group(1));
        return switch (duration.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** The rule book cannot be used; the message names the rule and what is allowed. */
    public static final class RuleBookException extends RuntimeException {
        RuleBookException(String message) {
            super(message);
        }
    }

    record RuleYaml(
            String id,
            int version,
            List<String> kinds,
            String cause,
            int rank,
            boolean latched,
            List<LevelYaml> levels,
            Text title,
            Text message,
            String source,
            Boolean enabled) {}

    record LevelYaml(
            String severity,
            String when,

            @com.fasterxml.jackson.annotation.JsonProperty("for")
            String hold,

            String clear,
            String clearFor) {}
}
