package firegate.ingest.rule;

import firegate.ingest.device.Kind;
import firegate.ingest.telemetry.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All rules, arranged by kind of device for evaluation. Immutable. A kind that has no rule for the fire bit gets those of
 * {@link Kind#UNKNOWN}: a device that reports fire is not what it was taken for, and its fire must not be lost.
 */
public final class RuleBook {

    private final List<Rule> rules;
    private final Map<Kind, Chapter> chapters = new EnumMap<>(Kind.class);

    public RuleBook(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        for (Kind kind : Kind.values()) {
            Kind fireAs = this.rules.stream().anyMatch(rule -> watchesFire(rule) && appliesTo(rule, kind))
                    ? kind
                    : Kind.UNKNOWN;
            chapters.put(
                    kind,
                    new Chapter(this.rules.stream()
                            .filter(Rule::enabled)
                            .filter(rule -> appliesTo(rule, watchesFire(rule) ? fireAs : kind))
                            .toList()));
        }
    }

    private static boolean appliesTo(Rule rule, Kind kind) {
        return rule.kinds().contains(kind);
    }

    private static boolean watchesFire(Rule rule) {
        return rule.levels().stream().anyMatch(level -> level.raise().metric().equals(Reading.FIRE));
    }

    public List<Rule> rules() {
        return rules;
    }

    public Optional<Rule> rule(String id) {
        return rules.stream().filter(rule -> rule.id().equals(id)).findFirst();
    }

    /** The rules that apply to a kind and look at a metric. */
    public List<Rule> rulesOf(Kind kind, String metric) {
        return IntStream.of(chapter(kind).rulesOf(metric))
                .mapToObj(chapter(kind).rules::get)
                .toList();
    }

    Chapter chapter(Kind kind) {
        return chapters.get(kind);
    }

    /** The rules that apply to one kind, with an index from metric to rules and the rules of each cause by falling rank. */
    static final class Chapter {

        private static final int[] NONE = {};

        final List<Rule> rules;
        final List<int[]> causes;
        private final Map<String, int[]> byMetric = new HashMap<>();
        private final Map<String, Integer> byId = new HashMap<>();
        final int[] causeOf;
        /** Rules that wait for silence. */
        final int[] silence;

        Chapter(List<Rule> rules) {
            this.rules = rules;
            Map<String, List<Integer>> metrics = new HashMap<>();
            Map<String, List<Integer>> groups = new LinkedHashMap<>();
            for (int i = 0; i < rules.size(); i++) {
                Rule rule = rules.get(i);
                byId.put(rule.id(), i);
                groups.computeIfAbsent(rule.cause(), c -> new ArrayList<>()).add(i);
                for (Rule.Level level : rule.levels()) {
                    if (level.raise() instanceof Condition.Compare compare) {
                        List<Integer> of = metrics.computeIfAbsent(compare.metric(), m -> new ArrayList<>());
                        if (!of.contains(i)) {
                            of.add(i);
                        }
                    }
                }
            }
            metrics.forEach((metric, of) ->
                    byMetric.put(metric, of.stream().mapToInt(i -> i).toArray()));
            silence = IntStream.range(0, rules.size())
                    .filter(i -> rules.get(i).levels().get(0).raise() instanceof Condition.Silence)
                    .toArray();
            causeOf = new int[rules.size()];
            causes = new ArrayList<>();
            for (List<Integer> group : groups.values()) {
                group.sort(Comparator.comparingInt(i -> -rules.get(i).rank()));
                for (int i : group) {
                    causeOf[i] = causes.size();
                }
                causes.add(group.stream().mapToInt(i -> i).toArray());
            }
        }

        int[] rulesOf(String metric) {
            return byMetric.getOrDefault(metric, NONE);
        }

        int indexOf(String ruleId) {
            return byId.getOrDefault(ruleId, -1);
        }
    }
}
