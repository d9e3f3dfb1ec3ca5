package firegate.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.gateway.replay.Tally.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From cells to messages. */
class RecordingTest {

    @TempDir
    Path folder;

    private Rig rig;

    @BeforeEach
    void rig() {
        rig = new Rig(folder);
    }

    @Test
    void aRowIsAMessageOfEachDevice() {
        rig.play(rig.recording(
                Rig.MAP + "  - { column: b, metric: humidity }\n  - { column: c, device: other, metric: co }\n",
                "t,a,b,c\n1,20.5,40,3\n2.5,21,41,4\n"));
        assertThat(rig.sent)
                .containsExactly(
                        "d-run {\"ts\":1000,\"values\":{\"temperature\":20.5,\"humidity\":40.0}}",
                        "other {\"ts\":1000,\"values\":{\"co\":3.0}}",
                        "d-run {\"ts\":2500,\"values\":{\"temperature\":21.0,\"humidity\":41.0}}",
                        "other {\"ts\":2500,\"values\":{\"co\":4.0}}");
    }

    @Test
    void readsQuotesByteOrderMarksAndLineEndsOfWindows() {
        Path file = rig.file(
                "run.csv",
                "\uFEFF\"t\",note,\"a\"\r\n1,\"a, \"\"b\"\"\r\nc\",\"20\"\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        rig.play(rig.scan(Rig.MAP, file).get(0));
        assertThat(rig.problems).isEmpty();
        assertThat(rig.sent).containsExactly("d-run {\"ts\":1000,\"values\":{\"temperature\":20.0}}");
    }

    @Test
    void takesAnotherSeparatorAndSpacesAroundCells() {
        rig.play(rig.recording("separator: \";\"\n" + Rig.MAP, "t; a \n1; 20 \n"));
        assertThat(rig.sent).hasSize(1);
    }

    @Test
    void skipsWhatIsMissingOrImpossibleAndCountsItByReasonAndColumn() {
        Recording recording = rig.recording(Rig.MAP + "  - { column: b, metric: current, max: 100 }\n", """
                t,a,b
                1,,NaN
                2,20,3.4e+38
                3,warm,1e999
                4,-300,-inf
                5,1e999999999,5
                x,1,1
                6,1
                7,1,1,1
                """);
        Player player = rig.play(recording);
        assertThat(rig.sent)
                .containsExactly(
                        "d-run {\"ts\":2000,\"values\":{\"temperature\":20.0}}",
                        "d-run {\"ts\":5000,\"values\":{\"current\":5.0}}");
        assertThat(player.tally().skipped())
                .isEqualTo(Map.of(
                        Reason.MISSING, Map.of("a", 1L, "b", 1L),
                        Reason.NOT_A_NUMBER, Map.of("a", 1L),
                        Reason.NOT_FINITE, Map.of("a", 1L, "b", 2L),
                        Reason.OUT_OF_RANGE, Map.of("a", 1L, "b", 1L),
                        Reason.NO_TIME, Map.of("t", 1L),
                        Reason.WRONG_FIELD_COUNT, Map.of("(row)", 2L)));
        assertThat(player.tally().rows()).isEqualTo(8);
        assertThat(player.tally().values()).isEqualTo(2);
        assertThat(Report.skipped(player.tally()))
                .startsWith("missing: a 1, b 1; not a number: a 1; not finite: a 1, b 2; out of range: a 1, b 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "NaN", "nan", "NA", "n/a", "null", "-"})
    void knowsTheWaysToWriteThatThereIsNoValue(String cell) {
        Recording recording = rig.recording(Rig.MAP, "t,a\n0,1\n1," + cell + "\n");
        assertThat(recording.tally().skipped()).containsExactly(Map.entry(Reason.MISSING, Map.of("a", 1L)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            metric: smoke, convert: od_per_m_to_db_per_m                              | 0.0273 | 0.273
            metric: smoke, convert: obscuration_percent_per_m_to_db_per_m             | 20     | 0.969100130080564
            metric: smoke, convert: "transmission_percent_to_db_per_m", path: 2       | 50     | 1.505149978319906
            metric: smoke, convert: "transmission_percent_to_db_per_m", path: 1       | 100    | 0.0
            metric: co, convert: percent_to_ppm                                       | 0.0585 | 585.0
            metric: co, convert: fraction_to_ppm                                      | 1.21E-04 | 121.0
            metric: pressure, convert: bar_to_mpa                                     | -0.273216 | -0.0273216
            metric: pressure, convert: kpa_to_mpa                                     | 310    | 0.31
            metric: flow, convert: l_per_min_to_l_per_s                               | 120    | 2.0
            metric: temperature, convert: kelvin_to_celsius                           | 300    | 26.85
            metric: temperature, convert: fahrenheit_to_celsius                       | 212    | 100.0
            metric: temperature, offset: 20                                           | 37.3   | 57.3
            metric: temperature, scale: 0.1, offset: -1                               | 215    | 20.5
            metric: power, convert: kw_to_w                                           | 1.2    | 1200.0
            metric: energy, convert: wh_to_kwh                                        | 5159.65 | 5.15965
            """)
    void convertsInDecimalDigits(String column, String cell, double value) {
        rig.play(rig.recording(Rig.MAP.replace("metric: temperature", column), "t,a\n1," + cell + "\n"));
        String metric = column.replaceAll("metric: (\\w+),.*", "$1");
        assertThat(rig.sent).containsExactly("d-run {\"ts\":1000,\"values\":{\"" + metric + "\":" + value + "}}");
    }

    @Test
    void skipsWhatHasNoValueUnderTheConversion() {
        Recording recording = rig.recording(
                Rig.MAP.replace(
                        "metric: temperature", "metric: smoke, convert: transmission_percent_to_db_per_m, path: 1"),
                "t,a\n0,50\n1,0\n2,-5\n");
        assertThat(recording.tally().skipped()).containsExactly(Map.entry(Reason.NOT_FINITE, Map.of("a", 2L)));
    }

    @Test
    void flagsAreTrueOrFalseAndNothingElse() {
        rig.play(rig.recording(Rig.MAP.replace("metric: temperature", "metric: fire"), "t,a\n0,0\n1,1\n2,0.5\n"));
        assertThat(rig.sent)
                .containsExactly(
                        "d-run {\"ts\":0,\"values\":{\"fire\":false}}",
                        "d-run {\"ts\":1000,\"values\":{\"fire\":true}}");
    }

    @Test
    void constantsGoWithEveryMessageAndColumnsWinOverThem() {
        String constants = "constants:\n  - { metric: charging, value: 1 }\n  - { metric: temperature, value: 7 }\n";
        rig.play(rig.recording(Rig.MAP + constants, "t,a\n0,20\n"));
        assertThat(rig.sent).containsExactly("d-run {\"ts\":0,\"values\":{\"temperature\":20.0,\"charging\":true}}");
    }

    @Test
    void aDeviceIsNamedByFileFolderColumnGroupOrCell() throws IOException {
        Files.createDirectory(folder.resolve("house"));
        Path file = rig.file("house/r1.csv", "t,T_a_1,T_b_2,who\n0,20,21,x\n1,22,23,\n2,24,25,not allowed\n");
        String map = """
                time: { column: t, unit: s, from: start }
                kind: smoke
                columns:
                  - { match: "T_(.)_(.)", device: "{folder}-{file}-{1}{2}", metric: temperature }
                  - { column: T_a_1, device: "{column}-{cell:who}", metric: humidity }
                """;
        List<Recording> recordings = rig.scan(map, file);
        assertThat(rig.problems).isEmpty();
        assertThat(recordings.get(0).devices()).containsExactly("T_a_1-x", "house-r1-a1", "house-r1-b2");
        assertThat(recordings.get(0).tally().skipped())
                .containsExactly(Map.entry(Reason.NO_DEVICE, Map.of("T_a_1", 2L)));
        assertThat(Report.devices(recordings))
                .containsExactly("id,kind", "T_a_1-x,smoke", "house-r1-a1,smoke", "house-r1-b2,smoke");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'x,a\\n0,1\\n'   | 'time column ''t'' is not in the file; it has x, a'
            't,b\\n0,1\\n'   | 'line 5: column ''a'' is not in the file; it has t, b'
            't,a,a\\n0,1,2\\n' | 'line 5: column ''a'' is there twice'
            ''               | 'is empty; allowed: a header and rows'
            't,a\\n'         | 'has no row with a time and a value'
            't,a\\n0,\\n'    | 'has no row with a time and a value; passed over: missing: a 1'
            't,a\\n0,"1\\n2,3\\n' | 'has no row with a time and a value; passed over: not a number: a 1'
            """)
    void saysWhatIsWrongWithAFile(String csv, String problem) {
        Path file = rig.file("run.csv", csv.replace("\\n", "\n"));
        assertThat(rig.scan(Rig.MAP, file)).isEmpty();
        assertThat(rig.problems).contains(file + ": " + problem);
    }

    @Test
    void saysWhatIsWrongBetweenMappingAndHeaderAllAtOnce() {
        Path file = rig.file("run.csv", "t,a,b\n0,1,2\n");
        String map = """
                time: { column: t, unit: s, from: start }
                kind: smoke
                device: "d"
                columns:
                  - { column: a, metric: temperature }
                  - { column: b, metric: temperature }
                  - { column: c, metric: co, optional: true }
                  - { column: d, metric: co }
                  - { match: "x(.)", metric: smoke }
                  - { match: "b", device: "d-{1}", metric: smoke }
                  - { column: b, device: "d-{cell:z}", metric: smoke }
                """;
        assertThat(rig.scan(map, file)).isEmpty();
        assertThat(rig.problems)
                .containsExactly(
                        file + ": line 6: temperature of device d comes from two columns, the second is 'b'",
                        file + ": line 8: column 'd' is not in the file; it has t, a, b",
                        file
                                + ": line 9: no column matches pattern 'x(.)'; it has t, a, b; allowed: a column that it has, or optional: true",
                        file + ": line 10: device \"d-{1}\" needs group 1, but pattern 'b' has 0",
                        file + ": line 11: column 'z' is not in the file; it has t, a, b");
    }

    @Test
    void aFileNameThatIsNoDeviceIdIsAProblem() {
        assertThat(rig.scan(Rig.MAP, rig.file("my run.csv", "t,a\n0,1\n"))).isEmpty();
        assertThat(rig.problems).anyMatch(problem -> problem.contains("'d-my run' is no device id"));
    }

    @Test
    void findsFilesFoldersAndPatternsEachOnce() throws IOException {
        Files.createDirectory(folder.resolve("runs"));
        Path one = rig.file("runs/S1.csv", "");
        Path two = rig.file("runs/S2.csv", "");
        rig.file("runs/notes.txt", "");
        assertThat(find("runs")).containsExactly(one, two);
        assertThat(find("runs/S*.csv", "runs/S1.csv")).containsExactly(one, two);
        assertThat(find("runs/X*.csv", "none.csv")).isEmpty();
        assertThat(rig.problems)
                .containsExactly(
                        folder + "/runs/X*.csv: no file matches X*.csv",
                        folder + "/none.csv: there is no such file or folder");
    }

    private List<Path> find(String... names) {
        List<String> named = new ArrayList<>();
        for (String name : names) {
            named.add(folder + "/" + name);
        }
        return Recordings.find(named, rig.problems::add);
    }

    @Test
    void theExampleOfTheDocumentDoesWhatItSays() throws IOException {
        String document = Files.readString(Path.of("../docs/replay.md"));
        Matcher yaml = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(document);
        assertThat(yaml.find()).isTrue();
        Path file = rig.file("run1.csv", "time_s,SMA_1,SMB_1,CO_pct\n2,0.01,0.02,0.001\n");
        List<Recording> recordings = rig.scan(yaml.group(1), file);
        assertThat(rig.problems).isEmpty();
        rig.play(recordings.get(0));
        assertThat(rig.sent)
                .containsExactly(
                        "house-run1-A {\"ts\":2000,\"values\":{\"smoke\":0.1,\"test\":true}}",
                        "house-run1-B {\"ts\":2000,\"values\":{\"smoke\":0.2,\"test\":true}}",
                        "house-run1-hall {\"ts\":2000,\"values\":{\"co\":10.0,\"test\":true}}");
        assertThat(document).contains("\"smoke\":0.1,\"test\":true", "\"co\":10.0,\"test\":true");
        for (Conversion conversion : Conversion.values()) {
            assertThat(document).contains("`" + conversion.id() + "`");
        }
    }
}
