package firegate.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.gateway.config.Problem;
import firegate.ingest.device.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingReaderTest {

    private static final String GOOD = """
            time: { column: t, unit: s, from: start }
            kind: smoke
            device: "d-{file}"
            columns:
              - { column: a, metric: smoke }
            """;

    @TempDir
    Path directory;

    @Test
    void readsAMapping() throws IOException {
        Mapping mapping = mapping(GOOD);
        assertThat(mapping.kind()).isEqualTo(Kind.SMOKE);
        assertThat(mapping.separator()).isEqualTo(',');
        assertThat(mapping.columns())
                .singleElement()
                .satisfies(column -> assertThat(column.range()).isEqualTo(PhysicalRange.of("smoke")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kind: smoke                 | kind: smok           | kind: "smok" is not allowed; allowed: one of smoke, hydrant, ev_charging, unknown (line 2)
            kind: smoke                 | knd: smoke           | knd: unknown key; did you mean kind? (line 2)
            kind: smoke                 | x: 1                 | x: unknown key; allowed here: separator, time, device, kind, columns, constants (line 2)
            column: t, unit: s          | unit: s              | time.column: is missing
            unit: s, from               | unit: sec, from      | time.unit: "sec" is not allowed; allowed: s or ms or iso or local (line 1)
            unit: s, from: start        | unit: s              | time.from: is missing; allowed: epoch (since 1970) or start
            unit: s, from: start        | unit: iso, from: epoch | time.from: "epoch" does not go with unit iso
            unit: s, from: start        | unit: local          | time.zone: is missing: unit local needs it
            from: start                 | from: epoch, zone: UTC | time.zone: "UTC" goes only with unit local
            from: start                 | from: start, format: uuuu | time.format: "uuuu" goes only with unit local
            from: start                 | from: epoch, start: "2026-01-01T00:00:00Z" | time.start: "2026-01-01T00:00:00Z" goes only with from: start
            from: start                 | from: start, start: yesterday | time.start: "yesterday" is not allowed; allowed: ISO-8601
            d-{file}                    | d {file}             | device: "d {file}" is not allowed; allowed: a device id
            d-{file}                    | d-{fil}              | device: "d-{fil}" is not allowed
            metric: smoke               | metric: Smoke        | columns[0].metric: "Smoke" is not allowed; allowed: a metric such as temperature
            metric: smoke               | metric: 7            | columns[0].metric: 7 is a number; allowed
            metric: smoke               | metric: smoke, convert: bar_to_mpa | columns[0].convert: "bar_to_mpa" gives MPa, but smoke is in dB/m (line 5)
            metric: smoke               | metric: smoke, convert: bar | columns[0].convert: "bar" is not allowed; allowed: one of od_per_m_to_db_per_m
            metric: smoke               | metric: smoke, convert: transmission_percent_to_db_per_m | columns[0].path: is missing; allowed: metres
            metric: smoke               | metric: smoke, path: 2 | columns[0].path: 2 goes only with a conversion of transmission
            metric: smoke               | metric: smoke, scale: much | columns[0].scale: "much" is a text; allowed: a number
            metric: smoke               | metric: smoke, min: 2, max: 1 | columns[0].min: 2 is above max
            metric: smoke               | metric: smoke, optional: perhaps | columns[0].optional: "perhaps" is a text; allowed: true or false
            column: a, metric           | metric               | columns[0].column: is missing; allowed: the name of a column, or match
            column: a, metric           | column: a, match: b, metric | columns[0].column: "a" stands beside match
            column: a, metric           | match: "(", metric   | columns[0].match: "(" is not allowed; allowed: a regular expression
            """)
    void saysWhatIsWrongAndWhatIsAllowed(String good, String bad, String problem) throws IOException {
        assertThat(GOOD).contains(good);
        assertThat(problems(GOOD.replace(good, bad)))
                .anySatisfy(found -> assertThat(found).startsWith(problem));
    }

    @Test
    void needsColumnsAndADeviceForEach() throws IOException {
        assertThat(problems("time: { column: t, unit: iso }\nkind: smoke\n"))
                .containsExactly("columns: is missing; allowed: a list with at least one column");
        assertThat(problems(GOOD.replace("device: \"d-{file}\"\n", "")))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem).startsWith("columns[0].device: is missing, here and at the top"));
    }

    @Test
    void saysEverythingAtOnceByLine() throws IOException {
        assertThat(problems("tim: 1\nkind: x\ncolumns:\n  - { column: a, metric: Y }\n"))
                .hasSizeGreaterThanOrEqualTo(5)
                .startsWith("tim: unknown key; did you mean time? (line 1)")
                .anyMatch(problem -> problem.endsWith("(line 4)"));
    }

    @Test
    void takesOnlyTruthAsConstantOfAFlag() throws IOException {
        assertThat(problems(GOOD + "constants:\n  - { metric: charging, value: 2 }\n"))
                .containsExactly(
                        "constants[0].value: 2 is not allowed for charging; allowed: 1 (true) or 0 (false) (line 7)");
        assertThat(mapping(GOOD + "constants:\n  - { metric: charging, value: 1 }\n")
                        .constants())
                .containsExactly(new Mapping.Constant("charging", 1));
    }

    @Test
    void saysThatAFileIsNoYamlOrMissing() throws IOException {
        assertThat(problems("a: ["))
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("is not YAML"));
        assertThat(MappingReader.read(directory.resolve("none.yaml")).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("cannot be read"));
    }

    @Test
    void readsEveryMappingOfTheProject() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../docs/replay"))) {
            List<Path> mappings = files.toList();
            assertThat(mappings)
                    .hasSize(9)
                    .allSatisfy(file -> assertThat(MappingReader.read(file).problems())
                            .as(file.toString())
                            .isEmpty());
        }
    }

    private Mapping mapping(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("map.yaml"), yaml);
        assertThat(MappingReader.read(file).problems()).isEmpty();
        return MappingReader.read(file).value().orElseThrow();
    }

    private List<String> problems(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("map.yaml"), yaml);
        return MappingReader.read(file).problems().stream()
                .map(Problem::toString)
                .toList();
    }
}
