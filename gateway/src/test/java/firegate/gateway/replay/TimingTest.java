package firegate.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms of time, shifts and what a gateway makes of them. */
class TimingTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Optional<String> NONE = Optional.empty();

    @TempDir
    Path folder;

    private Rig rig;

    @BeforeEach
    void rig() {
        rig = new Rig(folder);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unit: s, from: epoch                    | 1594598424.502            | 1594598424502
            unit: s, from: start                    | -129                      | -129000
            unit: s, from: start                    | 6.13                      | 6130
            unit: s, from: start                    | 1e2                       | 100000
            unit: s, from: start                    | 0.0005                    | 1
            unit: ms, from: epoch                   | 1594598424502             | 1594598424502
            unit: iso                               | 2026-11-25T20:00:00+08:00 | 1795608000000
            unit: iso                               | 2026-11-25T12:00:00.5Z    | 1795608000500
            unit: local, zone: Asia/Shanghai        | 2026-11-25 20:00:00       | 1795608000000
            unit: local, zone: "+08:00"             | 2026-11-25T20:00          | 1795608000000
            unit: local, zone: Europe/Moscow        | 2020-02-08 13:30:47.250   | 1581157847250
            unit: local, zone: UTC, format: "dd.MM.uuuu HH:mm:ss" | 25.11.2026 12:00:00 | 1795608000000
            """)
    void readsEveryFormOfTime(String form, String cell, long ms) {
        assertThat(time(form).read(cell)).isEqualTo(OptionalLong.of(ms));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unit: s, from: epoch                    | ''
            unit: s, from: epoch                    | NaN
            unit: s, from: epoch                    | 1e99
            unit: s, from: epoch                    | 1e999999999
            unit: iso                               | 2026-11-25T20:00:00
            unit: local, zone: UTC                  | 2026-02-30 20:00:00
            unit: local, zone: UTC                  | 25.11.2026
            """)
    void knowsWhatIsNoTime(String form, String cell) {
        assertThat(time(form).read(cell)).isEmpty();
    }

    private TimeColumn time(String form) {
        return rig.mapping(Rig.MAP.replace("unit: s, from: start", form)).time();
    }

    @Test
    void theFirstRowBecomesNowInRealTimeAndTheLastWhenItIsFaster() {
        assertThat(sent(false, NONE, NONE, 1, false)).containsExactly(NOW.toString(), "2026-11-25T12:00:10Z");
        assertThat(sent(false, NONE, NONE, 2, false)).containsExactly("2026-11-25T11:59:50Z", NOW.toString());
        assertThat(sent(false, NONE, Optional.of("last"), 1, false))
                .containsExactly("2026-11-25T11:59:50Z", NOW.toString());
        assertThat(sent(false, NONE, Optional.of("7"), 1, false))
                .containsExactly("2026-11-25T11:59:58Z", "2026-11-25T12:00:08Z");
    }

    @Test
    void aStartIsWhenRelativeTimesBegin() {
        assertThat(sent(false, Optional.of("2026-05-01T08:00:00+08:00"), NONE, 1, false))
                .containsExactly("2026-05-01T00:00:05Z", "2026-05-01T00:00:15Z");
        assertThat(sent(false, Optional.of("2026-05-01T08:00:00+08:00"), Optional.of("first"), 1, false))
                .containsExactly("2026-05-01T00:00:00Z", "2026-05-01T00:00:10Z");
    }

    @Test
    void timesAreKeptWhenTheMappingSaysWhenTheyBegan() {
        String map = Rig.MAP.replace("from: start", "from: start, start: \"2026-05-01T00:00:00Z\"");
        Recording recording = rig.recording(map, "t,a\n5,1\n15,2\n");
        Shift shift = Timing.shift(recording.mapping().time(), true, NONE, NONE, 1, NOW);
        assertThat(Player.place(List.of(recording), shift, false).get(recording).shiftMs())
                .isEqualTo(Instant.parse("2026-05-01T00:00:00Z").toEpochMilli());
    }

    @Test
    void refusesTimesThatCannotBeHad() {
        TimeColumn relative = time("unit: s, from: start");
        assertThatThrownBy(() -> Timing.shift(relative, true, NONE, NONE, 1, NOW))
                .hasMessageContaining("count from a start that nobody says");
        assertThatThrownBy(() -> Timing.shift(relative, false, Optional.of("noon"), NONE, 1, NOW))
                .hasMessageContaining("--start 'noon': allowed is ISO-8601");
        assertThatThrownBy(() -> Timing.shift(relative, false, NONE, Optional.of("half"), 1, NOW))
                .hasMessageContaining("--reference 'half': allowed are first, last, or a time as the files write it");
    }

    @Test
    void filesAreMovedTogetherUnlessEachIsAskedFor() {
        Recording one = rig.recording(Rig.MAP, "t,a\n0,1\n");
        Recording two =
                rig.scan(Rig.MAP, rig.file("two.csv", "t,a\n60,1\n90,1\n")).get(0);
        Shift shift = Timing.shift(one.mapping().time(), false, NONE, NONE, 1, NOW);
        long now = NOW.toEpochMilli();
        assertThat(Player.place(List.of(one, two), shift, false))
                .containsEntry(one, new Player.Placement(now, 0))
                .containsEntry(two, new Player.Placement(now, 0));
        assertThat(Player.place(List.of(one, two), shift, true))
                .containsEntry(two, new Player.Placement(now - 60_000, 60_000));
    }

    @Test
    void saysWhichTimesAGatewayWouldNotBelieve() {
        assertThat(doubts(Optional.of("2026-11-25T12:00:00Z"), Optional.of("first"), 1))
                .isEmpty();
        assertThat(doubts(Optional.of("2026-11-25T12:02:00Z"), Optional.of("first"), 1))
                .containsExactly(
                        "times lie up to 120 s ahead of the clock; firegate stores such readings at their receipt (intake.maxFuture, 60s by default)");
        assertThat(doubts(Optional.of("2020-11-25T12:00:00Z"), NONE, 1))
                .singleElement()
                .satisfies(doubt -> assertThat(doubt)
                        .startsWith("times lie up to 2191 days back")
                        .contains("intake.maxAge"));
        Recording hour = rig.recording(Rig.MAP, "t,a\n0,1\n3600,2\n");
        Shift first = Timing.shift(hour.mapping().time(), false, NONE, Optional.of("first"), 10, NOW);
        Map<Recording, Player.Placement> placed = Player.place(List.of(hour), first, false);
        assertThat(Timing.doubts(placed, 10, NOW))
                .singleElement()
                .asString()
                .startsWith("times lie up to 3240 s ahead");
        assertThat(Timing.doubts(placed, 1, NOW)).isEmpty();
    }

    private List<String> doubts(Optional<String> start, Optional<String> reference, double speed) {
        Recording recording = rig.recording(Rig.MAP, "t,a\n0,1\n10,2\n");
        Shift shift = Timing.shift(recording.mapping().time(), false, start, reference, speed, NOW);
        return Timing.doubts(Player.place(List.of(recording), shift, false), speed, NOW);
    }

    /** The times of two rows at 5 and 15 s. */
    private List<String> sent(
            boolean keep, Optional<String> start, Optional<String> reference, double speed, boolean each) {
        Recording recording = rig.recording(Rig.MAP, "t,a\n5,1\n15,2\n");
        Shift shift = Timing.shift(recording.mapping().time(), keep, start, reference, speed, NOW);
        long by = Player.place(List.of(recording), shift, each).get(recording).shiftMs();
        return List.of(
                Instant.ofEpochMilli(5_000 + by).toString(),
                Instant.ofEpochMilli(15_000 + by).toString());
    }
}
