package firegate.ingest.history;

import static firegate.ingest.history.Sent.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firegate.ingest.device.Kind;
import firegate.ingest.history.Answer.Point;
import firegate.ingest.history.HistoryQuery.Aggregate;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.journal.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every store keeps and gives back. */
public abstract class PointsContract extends StoreContract {

    private static final long T0 = Instant.parse("2026-03-01T08:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * 60 * MINUTE;

    private List<Point> raw(String device, String metric) {
        return Answer.raw(history, device, metric, 0, Long.MAX_VALUE);
    }

    @Test
    void mergesMetricsOfOneTimestampFromTwoWrites() throws Exception {
        write(sent("sd-1", T0, "smoke", 0.2));
        write(sent("sd-1", T0, "temperature", 21.5));

        assertThat(raw("sd-1", "smoke")).containsExactly(new Point(T0, 0.2));
        assertThat(raw("sd-1", "temperature")).containsExactly(new Point(T0, 21.5));
    }

    @Test
    void mergesMetricsOfOneTimestampAcrossRestartAndReplay() throws Exception {
        write(sent("sd-1", T0, "smoke", 0.2));
        reopen();
        write(sent("sd-1", T0, "temperature", 21.5));
        reopen();
        write(sent("sd-1", T0, "smoke", 0.2), sent("sd-1", T0, "temperature", 21.5));

        assertThat(raw("sd-1", "smoke")).containsExactly(new Point(T0, 0.2));
        assertThat(raw("sd-1", "temperature")).containsExactly(new Point(T0, 21.5));
    }

    @Test
    void keepsThePointThatCameTwiceOnce() throws Exception {
        write(sent("sd-1", T0, "smoke", 0.2), sent("sd-1", T0, "smoke", 0.2));
        write(sent("sd-1", T0, "smoke", 0.2));

        assertThat(raw("sd-1", "smoke")).containsExactly(new Point(T0, 0.2));
    }

    @Test
    void keepsTheLaterValueOfOnePoint() throws Exception {
        write(sent("sd-1", T0, "smoke", 0.2), sent("sd-1", T0, "smoke", 0.3));
        assertThat(raw("sd-1", "smoke")).containsExactly(new Point(T0, 0.3));

        write(sent("sd-1", T0, "smoke", 0.4));
        assertThat(raw("sd-1", "smoke")).containsExactly(new Point(T0, 0.4));
    }

    @Test
    void putsLateReadingsAmongThoseOfTheirDay() throws Exception {
        write(sent("sd-1", T0, "smoke", 3), sent("sd-1", T0 + 40 * DAY, "smoke", 5));
        write(sent("sd-1", T0 + MINUTE, "smoke", 4), sent("sd-1", T0 - 300 * DAY, "smoke", 1));
        write(sent("sd-1", T0 - MINUTE, "smoke", 2));

        assertThat(raw("sd-1", "smoke")).extracting(Point::value).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0);
    }

    @Test
    void keepsOneHistoryOfADeviceThatWasClaimedAndMoved() throws Exception {
        write(sent("x-1", Kind.UNKNOWN, null, T0, "temperature", 20));
        write(sent("x-1", Kind.SMOKE, "s-1", T0 + 1, "temperature", 21));
        write(sent("x-1", Kind.EV_CHARGING, "南门车棚", T0 + 2, "temperature", 22));

        assertThat(raw("x-1", "temperature")).extracting(Point::value).containsExactly(20.0, 21.0, 22.0);
    }

    @Test
    void takesNamesAsTheyAre() throws Exception {
        List<String> names = List.of(
                "烟感-一号楼",
                "it's",
                "a\"b",
                "'; DROP TABLE points; --",
                "=1+1",
                "tab\there",
                "😀",
                "a,b",
                ":device",
                "\\",
                "ends in\\\\",
                "a\\,b\\ c\\=d",
                " = ,",
                "line\nbreak",
                "line%0Abreak",
                "smoke,device=sd-1 smoke=9 1\r\n",
                "100%",
                "%2541");
        for (int i = 0; i < names.size(); i++) {
            write(sent(names.get(i), Kind.SMOKE, "站点 '" + names.get(i), T0, "smoke", i));
        }
        for (int i = 0; i < names.size(); i++) {
            assertThat(raw(names.get(i), "smoke")).containsExactly(new Point(T0, i));
            assertThat(history.series(List.of(names.get(i)), 0, Long.MAX_VALUE))
                    .containsExactly(new SeriesId(names.get(i), "smoke"));
        }
        assertThat(raw("' OR device != '", "smoke")).isEmpty();
    }

    @Test
    void keepsMillisecondsAndEveryDigit() throws Exception {
        write(
                sent("sd-1", T0 + 1, "smoke", 0.1 + 0.2),
                sent("sd-1", T0 + 2, "smoke", Double.MIN_VALUE),
                sent("sd-1", T0 + 3, "smoke", -Double.MAX_VALUE),
                sent("sd-1", 0, "smoke", 7),
                sent("sd-1", store.lastTimeMs(), "smoke", 8));

        assertThat(raw("sd-1", "smoke"))
                .containsExactly(
                        new Point(0, 7),
                        new Point(T0 + 1, 0.1 + 0.2),
                        new Point(T0 + 2, Double.MIN_VALUE),
                        new Point(T0 + 3, -Double.MAX_VALUE),
                        new Point(store.lastTimeMs(), 8));
    }

    @Test
    void refusesWhatItCannotKeepAndNamesTheDevice() {
        for (Entry.Telemetry bad : List.of(
                sent("sd-9", -1, "smoke", 1),
                sent("sd-9", store.lastTimeMs() + 1, "smoke", 1),
                sent("sd-9", T0, "smoke", Double.NaN),
                sent("sd-9", T0, "smoke", Double.POSITIVE_INFINITY),
                sent("sd-9", T0, "", 1))) {
            assertThatThrownBy(() -> history.write(List.of(sent("sd-1", T0, "smoke", 1), bad)))
                    .isInstanceOfSatisfying(
                            HistoryException.class,
                            e -> assertThat(e.isRefused()).isTrue())
                    .hasMessageContaining("sd-9");
        }
        assertThat(raw("sd-1", "smoke")).isEmpty();
        assertThat(history.problem()).isNull();
    }

    @Test
    void answersSpanWithItsFirstInstantAndWithoutItsLast() throws Exception {
        write(sent("sd-1", T0, "smoke", 1), sent("sd-1", T0 + 1, "smoke", 2), sent("sd-1", T0 + 2, "smoke", 3));

        assertThat(Answer.raw(history, "sd-1", "smoke", T0, T0 + 2))
                .containsExactly(new Point(T0, 1), new Point(T0 + 1, 2));
        assertThat(Answer.raw(history, "sd-1", "smoke", T0, T0)).isEmpty();
        assertThat(Answer.raw(history, "sd-1", "smoke", Long.MIN_VALUE, Long.MAX_VALUE))
                .hasSize(3);
    }

    @Test
    void givesTheNewestPointsFirstUpToTheLimitOfEachSeries() throws Exception {
        List<Entry.Telemetry> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(sent("sd-1", T0 + i * DAY, "smoke", i));
            sent.add(sent("sd-2", T0 + i * MINUTE, "smoke", 1000 + i));
        }
        history.write(sent);
        awaitVisible();

        Answer answer = new Answer();
        SeriesId one = new SeriesId("sd-1", "smoke");
        SeriesId none = new SeriesId("sd-3", "smoke");
        SeriesId two = new SeriesId("sd-2", "smoke");
        history.query(new HistoryQuery(List.of(one, none, two), 0, Long.MAX_VALUE, 0, Aggregate.MEAN, 3, true), answer);

        assertThat(answer.series.keySet()).containsExactly(one, none, two);
        assertThat(answer.series.get(one)).extracting(Point::value).containsExactly(99.0, 98.0, 97.0);
        assertThat(answer.series.get(none)).isEmpty();
        assertThat(answer.series.get(two)).extracting(Point::value).containsExactly(1099.0, 1098.0, 1097.0);
    }

    @Test
    void stopsReadingWhenTheSinkHasEnough() throws Exception {
        for (int i = 0; i < 5; i++) {
            write(sent("sd-1", T0 + i, "smoke", i), sent("sd-2", T0 + i, "smoke", i));
        }
        List<String> seen = new ArrayList<>();
        PointSink sink = new PointSink() {
            @Override
            public void series(SeriesId series) {
                seen.add(series.device());
            }

            @Override
            public boolean point(long timeMs, double value) {
                seen.add(String.valueOf(value));
                return value < 2;
            }
        };
        List<SeriesId> both = List.of(new SeriesId("sd-1", "smoke"), new SeriesId("sd-2", "smoke"));
        history.query(new HistoryQuery(both, 0, Long.MAX_VALUE, 0, Aggregate.MEAN, 100, false), sink);

        assertThat(seen).containsExactly("sd-1", "0.0", "1.0", "2.0");
    }

    @Test
    void listsTheMetricsThatADeviceHasInTheSpan() throws Exception {
        write(
                sent("sd-1", T0, "smoke", 1, "temperature", 2),
                sent("sd-1", T0 + DAY, "battery", 3),
                sent("sd-2", T0, "co", 4));

        assertThat(history.series(List.of("sd-2", "none", "sd-1"), T0, T0 + 1))
                .containsExactly(
                        new SeriesId("sd-2", "co"), new SeriesId("sd-1", "smoke"), new SeriesId("sd-1", "temperature"));
        assertThat(history.series(List.of("sd-1"), 0, Long.MAX_VALUE))
                .extracting(SeriesId::metric)
                .containsExactly("battery", "smoke", "temperature");
    }

    @Test
    void readsAYearOfOneDeviceAmongOthers() throws Exception {
        List<Entry.Telemetry> sent = new ArrayList<>();
        for (int day = 0; day < 366; day += 10) {
            for (int device = 0; device < 5; device++) {
                sent.add(sent("h-" + device, Kind.HYDRANT, "s", T0 + day * DAY, "pressure", day + device * 0.1));
            }
        }
        history.write(sent);
        awaitVisible();

        assertThat(Answer.raw(history, "h-3", "pressure", T0, T0 + 366 * DAY))
                .hasSize(37)
                .first()
                .isEqualTo(new Point(T0, 3 * 0.1));
        List<Point> weeks =
                Answer.of(history, "h-3", "pressure", T0, T0 + 366 * DAY, 7 * DAY, Aggregate.COUNT, 1000, false);
        assertThat(weeks).hasSize(53).filteredOn(week -> week.value() == 1).hasSize(37);
    }

    @Test
    void saysThatItIsClosed() {
        history.close();
        history.close();

        assertThat(history.problem()).contains("closed");
        assertThatThrownBy(() -> history.write(List.of(sent("sd-1", T0, "smoke", 1))))
                .isInstanceOf(HistoryException.class);
        assertThatThrownBy(() -> raw("sd-1", "smoke")).isInstanceOf(HistoryException.class);
        assertThatThrownBy(() -> history.series(Arrays.asList("sd-1"), 0, 1)).isInstanceOf(HistoryException.class);
    }

    @Test
    void keepsMetricsThatAreCalledLikeSomethingElse() throws Exception {
        write(sent("sd-1", T0, "time", 1, "device", 2, "site", 3, "value", 4, "metric", 5));

        for (String metric : List.of("time", "device", "site", "value", "metric")) {
            assertThat(raw("sd-1", metric)).hasSize(1);
        }
        assertThat(history.series(List.of("sd-1"), T0, T0 + 1))
                .extracting(SeriesId::metric)
                .containsExactly("device", "metric", "site", "time", "value");
    }

    @Test
    void givesTheReadingThatCameAgainAfterAMoveOnce() throws Exception {
        write(sent("sd-1", Kind.SMOKE, "s-1", T0, "smoke", 7), sent("sd-1", Kind.SMOKE, "s-1", T0 + 1, "smoke", 8));
        write(sent("sd-1", Kind.SMOKE, "s-2", T0, "smoke", 7), sent("sd-1", Kind.UNKNOWN, null, T0, "smoke", 7));

        assertThat(raw("sd-1", "smoke")).containsExactly(new Point(T0, 7), new Point(T0 + 1, 8));
        assertThat(Answer.of(history, "sd-1", "smoke", 0, Long.MAX_VALUE, 0, Aggregate.MEAN, 1, false))
                .containsExactly(new Point(T0, 7));
        assertThat(Answer.of(history, "sd-1", "smoke", T0, T0 + 2, MINUTE, Aggregate.COUNT, 1, false))
                .containsExactly(new Point(T0, 2));
    }

    @Test
    void readsManyPointsOfADeviceThatChangedItsKindAgainAndAgain() throws Exception {
        int many = 45_000;
        List<Entry.Telemetry> sent = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            Kind kind = i % 7 == 0 || i > 30_000 ? Kind.UNKNOWN : Kind.HYDRANT;
            sent.add(sent("h-1", kind, "s-" + i % 3, T0 + i, "pressure", i));
        }
        history.write(sent);
        awaitVisible();

        List<Point> ascending = raw("h-1", "pressure");
        List<Point> descending = Answer.of(history, "h-1", "pressure", T0, T0 + many, 0, Aggregate.MEAN, 33_333, true);
        assertThat(ascending).hasSize(many);
        assertThat(descending).hasSize(33_333);
        for (int i = 0; i < many; i++) {
            assertThat(ascending.get(i)).isEqualTo(new Point(T0 + i, i));
        }
        for (int i = 0; i < descending.size(); i++) {
            assertThat(descending.get(i)).isEqualTo(new Point(T0 + many - 1 - i, many - 1 - i));
        }
    }

    @Test
    void givesTheLatestOfManySeries() throws Exception {
        List<Entry.Telemetry> sent = new ArrayList<>();
        List<SeriesId> series = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            sent.add(sent("sd-" + i, T0, "smoke", i));
            sent.add(sent("sd-" + i, T0 + 1 + i, "smoke", 1_000 + i));
            series.add(new SeriesId("sd-" + i, "smoke"));
        }
        history.write(sent);
        awaitVisible();
        Answer latest = new Answer();
        history.query(new HistoryQuery(series, 0, Long.MAX_VALUE, 0, Aggregate.MEAN, 1, true), latest);
        Answer counts = new Answer();
        history.query(new HistoryQuery(series, T0, T0 + DAY, DAY, Aggregate.COUNT, 1, true), counts);

        assertThat(latest.series.keySet()).containsExactlyElementsOf(series);
        for (int i = 0; i < 250; i++) {
            assertThat(latest.series.get(series.get(i))).containsExactly(new Point(T0 + 1 + i, 1_000 + i));
            assertThat(counts.series.get(series.get(i))).hasSize(1);
        }
    }
}
