package firegate.ingest.rulebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firegate.ingest.device.Kind;
import firegate.ingest.rule.Condition;
import firegate.ingest.rule.Rule;
import firegate.ingest.rule.RuleBook;
import firegate.ingest.rulebook.RuleBookReader.RuleBookException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleBookReaderTest {

    /** Transcribed by hand from the table of default rules: id, level, condition, for, clear, for. */
    private static final String NUMBERS = """
            smoke.fire critical latched: fire = 1 for 0 s, clear fire = 0 for 0 s
            smoke.prealarm major: smoke >= 0.1 for 30 s, clear smoke < 0.07 for 120 s
            smoke.heat critical: temperature >= 57 for 30 s, clear temperature < 52 for 120 s
            smoke.co major: co >= 50 for 3600 s, clear co < 30 for 600 s
            smoke.co major: co >= 100 for 600 s, clear co < 30 for 600 s
            smoke.co critical: co >= 300 for 180 s, clear co < 30 for 600 s
            hydrant.low major: pressure < 0.14 for 900 s, clear pressure >= 0.15 for 600 s
            hydrant.verylow major: pressure < 0.1 for 60 s, clear pressure >= 0.12 for 300 s
            charging.fire critical latched: fire = 1 for 0 s, clear fire = 0 for 0 s
            charging.battery_hot major: battery_temperature >= 50 for 30 s, clear battery_temperature < 45 for 600 s
            charging.battery_hot critical: battery_temperature >= 60 for 30 s, clear battery_temperature < 50 for 600 s
            device.offline minor: silence 2.2 x, floor 300 s for 0 s
            """;

    private static final String GOOD = """
            rules:
              - id: smoke.heat
                version: 1
                kinds: [smoke]
                levels: [{severity: critical, when: "temperature >= 57", for: 30s, clear: "temperature < 52"}]
                title: {zh: 温度超限, en: High heat}
                message: {zh: 高, en: high}
                source: eng.
            """;

    @Test
    void theBuiltInNumbersAreThoseOfTheDefaultRules() {
        String numbers = RuleBookReader.builtIn().rules().stream()
                .flatMap(rule -> rule.levels().stream().map(level -> line(rule, level)))
                .collect(Collectors.joining());
        assertThat(numbers).isEqualTo(NUMBERS);
    }

    @Test
    void theBuiltInRulesApplyToTheKindsOfTheDefaultRules() {
        RuleBook book = RuleBookReader.builtIn();
        assertThat(ids(book.rulesOf(Kind.SMOKE, "fire"))).containsExactly("smoke.fire");
        assertThat(ids(book.rulesOf(Kind.UNKNOWN, "fire"))).containsExactly("smoke.fire");
        assertThat(ids(book.rulesOf(Kind.EV_CHARGING, "fire"))).containsExactly("charging.fire");
        assertThat(ids(book.rulesOf(Kind.HYDRANT, "pressure"))).containsExactly("hydrant.low", "hydrant.verylow");
        assertThat(ids(book.rulesOf(Kind.SMOKE, "pressure"))).isEmpty();
        assertThat(book.rules()).allSatisfy(rule -> {
            assertThat(rule.version()).isEqualTo(1);
            assertThat(rule.enabled()).isTrue();
            assertThat(rule.title().zh()).isNotBlank();
            assertThat(rule.message().en()).contains("{where}");
            assertThat(rule.source()).isNotBlank();
        });
    }

    /** A hydrant has no rule for fire; a device that reports fire all the same is not a hydrant. */
    @Test
    void aFireOfAKindWithoutRuleForItIsThatOfAnUnknownDevice() {
        assertThat(ids(RuleBookReader.builtIn().rulesOf(Kind.HYDRANT, "fire"))).containsExactly("smoke.fire");
    }

    @Test
    void readsTheRuleThatTheVariantsAreMadeOf() throws IOException {
        assertThat(ids(read(GOOD).rules())).containsExactly("smoke.heat");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            version: 1                     | version: 0                  | smoke.heat: version 0
            version: 1                     | version: one                | smoke.heat: version
            version: 1                     | version: 1.5                | smoke.heat: version
            kinds: [smoke]                 | kinds: []                   | smoke.heat: needs at least one kind
            kinds: [smoke]                 | kinds: [smok]               | smoke.heat: kind 'smok', allowed are
            kinds: [smoke]                 | kind: [smoke]               | smoke.heat: kind: Unrecognized field
            id: smoke.heat                 | id: Heat                    | rule id 'Heat': allowed are
            id: smoke.heat                 | rank: 3                     | rule id 'null'
            severity: critical             | severity: high              | smoke.heat: severity 'high', allowed are
            "temperature >= 57"            | "temperature ~ 57"          | smoke.heat: condition 'temperature ~ 57', allowed is
            "temperature >= 57"            | "Temperature >= 57"         | smoke.heat: condition
            "temperature >= 57"            | "temperature >= hot"        | smoke.heat: condition
            when: "temperature >= 57", for | for                         | smoke.heat: condition 'null'
            for: 30s                       | for: 30                     | smoke.heat: duration '30', allowed are
            for: 30s                       | for: half an hour           | smoke.heat: duration
            for: 30s                       | hold: 30s                   | smoke.heat: levels: level 1: hold: Unrecognized field
            , clear: "temperature < 52"    | ''                          | smoke.heat: needs a clear condition
            "temperature < 52"             | "temperature < 60"          | smoke.heat: clear must be met on the other side
            "temperature < 52"             | "temperature > 52"          | smoke.heat: clear must be met on the other side
            "temperature < 52"             | "smoke < 52"                | smoke.heat: clear must be met on the other side
            "temperature >= 57"            | "silence > 2 x interval, floor 5m" | smoke.heat: silence has one level
            source: eng.                   | enabled: true               | smoke.heat: needs a source
            zh: 温度超限                    | de: Hitze                   | smoke.heat: title: de: Unrecognized field
            zh: 高,                         | ''                          | smoke.heat: message needs a text in zh and in en
            rules:                         | rule:                       | key 'rule', allowed is rules
            rules:                         | 'version: 3'                | line
            title:                         | version:                    | Duplicate field 'version'
            """)
    void refusesWithTheNameOfTheRule(String good, String bad, String problem) {
        assertThat(GOOD).contains(good);
        String yaml = GOOD.replace(good, bad);
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(RuleBookException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void refusesAnEmptyBook() {
        for (String yaml : List.of("", "rules: []", "rules:", "- a", "rules: {a: b}")) {
            assertThatThrownBy(() -> read(yaml))
                    .isInstanceOf(RuleBookException.class)
                    .hasMessageContaining("rules");
        }
    }

    @Test
    void refusesWhatOnlyTogetherIsWrong() {
        String second = GOOD.replace("rules:\n", "");
        assertThatThrownBy(() -> read(GOOD + second)).hasMessage("smoke.heat: there are two rules of this id");
        String lower =
                second.replace("smoke.heat", "smoke.warmth").replace("version: 1", "version: 1\n    cause: smoke.heat");
        assertThatThrownBy(() -> read(GOOD + lower))
                .hasMessage("smoke.warmth: has the rank of smoke.heat, which is of the same cause");
    }

    @Test
    void refusesToHoldBackAFire() {
        String fire = GOOD.replace("temperature >= 57", "fire = 1").replace("temperature < 52", "fire = 0");
        assertThatThrownBy(() -> read(fire))
                .hasMessageContaining("smoke.heat: a rule on fire")
                .hasMessageContaining("never");
    }

    @Test
    void refusesLevelsThatFallInSeverity() {
        String level = "{severity: critical, when: \"temperature >= 57\", for: 30s, clear: \"temperature < 52\"}";
        assertThatThrownBy(() -> read(GOOD.replace(level, level + ", " + level.replace("critical", "major"))))
                .hasMessage("smoke.heat: levels must not fall in severity");
    }

    private static RuleBook read(String yaml) throws IOException {
        return RuleBookReader.read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> ids(List<Rule> rules) {
        return rules.stream().map(Rule::id).toList();
    }

    private static String line(Rule rule, Rule.Level level) {
        String clear = level.clear() == null
                ? ""
                : ", clear " + said(level.clear()) + " for " + level.clearHold().toSeconds() + " s";
        return rule.id() + " " + level.severity().id() + (rule.latched() ? " latched" : "") + ": " + said(level.raise())
                + " for " + level.hold().toSeconds() + " s" + clear + "\n";
    }

    private static String said(Condition condition) {
        if (condition instanceof Condition.Compare compare) {
            return compare.metric() + " " + compare.operator().sign() + " "
                    + String.format(Locale.ROOT, "%s", compare.threshold()).replaceAll("\\.0$", "");
        }
        Condition.Silence silence = (Condition.Silence) condition;
        return "silence " + silence.factor() + " x, floor " + silence.floor().toSeconds() + " s";
    }
}
