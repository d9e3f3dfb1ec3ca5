package firegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.dashboard.auth.Role;
import firegate.ingest.alarm.Alarm;
import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveFeedTest {

    @TempDir
    Path data;

    private Town town;

    @BeforeEach
    void open() {
        town = new Town(data);
    }

    @AfterEach
    void close() {
        town.close();
    }

    private Feed screen() {
        return town.as(Role.DUTY).live();
    }

    @Test
    void aSnapshotComesFirstAndThenEveryTransition() {
        town.fire("sd-1");
        String id = town.alarmOf("sd-1");
        Feed screen = screen();

        JsonNode snapshot = screen.frame(Feed.type("snapshot"));
        assertThat(screen.frames.get(0)).isEqualTo(snapshot);
        assertThat(snapshot.get("alarms")).hasSize(1);
        assertThat(snapshot.at("/alarms/0/device").asText()).isEqualTo("sd-1");
        assertThat(snapshot.at("/alarms/0/clock/sent").isNull()).isFalse();

        town.fire("sd-2");
        screen.frame(Feed.alarmOf("sd-2", "active-unacked"));
        town.as(Role.ADMIN).post("/api/v1/alarms/" + id + "/acknowledge", "{}");
        JsonNode acknowledged = screen.frame(Feed.alarmOf("sd-1", "active-acked"));

        long seq = snapshot.get("seq").asLong();
        assertThat(screen.all("alarm").stream().map(frame -> frame.get("seq").asLong()))
                .containsExactly(seq + 1, seq + 2);
        assertThat(acknowledged.get("seq").asLong()).isEqualTo(seq + 2);
        assertThat(acknowledged.get("alarm"))
                .isEqualTo(town.as(Role.DUTY)
                        .json("/api/v1/alarms?state=open&device=sd-1")
                        .at("/items/0"));
    }

    @Test
    void theSummaryCountsWhatIsOpen() {
        town.fire("sd-1");
        town.report("hy-1", Kind.HYDRANT, Map.of("pressure", 0.3));
        town.alarmOf("sd-1");
        Feed screen = screen();

        JsonNode summary = screen.frame(Feed.type("summary")
                        .and(frame -> frame.at("/summary/devices").asInt() == 2))
                .get("summary");
        assertThat(summary.properties().stream().map(Map.Entry::getKey))
                .containsExactly(
                        "devices",
                        "online",
                        "openAlarms",
                        "critical",
                        "unacknowledged",
                        "flood",
                        "suppressed",
                        "lastReadingAt",
                        "problems",
                        "demo",
                        "serverTime");
        assertThat(summary.get("online").asInt()).isEqualTo(2);
        assertThat(summary.get("openAlarms").asInt()).isEqualTo(1);
        assertThat(summary.get("critical").asInt()).isEqualTo(1);
        assertThat(summary.get("unacknowledged").asInt()).isEqualTo(1);
        assertThat(summary.get("problems")).isEmpty();
    }

    @Test
    void theSummaryTellsOfProblemsInBothLanguages() {
        Feed screen = screen();
        town.history.problem = "no connection";

        JsonNode problem = screen.frame(Feed.type("summary")
                        .and(frame -> !frame.at("/summary/problems").isEmpty()))
                .at("/summary/problems/0");
        assertThat(problem.get("code").asText()).isEqualTo("history");
        assertThat(problem.get("en").asText()).startsWith("The history store is down");
        assertThat(problem.get("zh").asText()).startsWith("历史库不可用");
    }

    @Test
    void aFireThatCouldNotBeStoredReachesTheScreensAndIsMergedLater() {
        Feed screen = screen();
        screen.frame(Feed.type("snapshot"));
        town.desk.unstored(
                town.telemetry("sd-9", Kind.SMOKE, town.clock.millis(), Map.of("fire", 1.0)), "journal full");

        JsonNode shown = screen.frame(Feed.alarmOf("sd-9", "active-unacked"));
        assertThat(shown.at("/alarm/stored").booleanValue()).isFalse();

        town.fire("sd-9");
        JsonNode stored = screen.frame(Feed.alarmOf("sd-9", "active-unacked")
                .and(frame -> frame.at("/alarm/stored").booleanValue()));
        assertThat(stored.at("/alarm/id")).isEqualTo(shown.at("/alarm/id"));
        assertThat(stored.at("/alarm/count").asInt()).isEqualTo(1);
    }

    @Test
    void aFireIsShownWhileTheRecordsAreDownAndStoredOnceTheyAreBack() {
        Feed screen = screen();
        screen.frame(Feed.type("snapshot"));
        BrokenRecords.during(town, () -> {
            town.fire("sd-9");
            JsonNode shown = screen.frame(Feed.alarmOf("sd-9", "active-unacked"));
            assertThat(shown.at("/alarm/stored").booleanValue()).isFalse();
            screen.say("{\"type\":\"painted\",\"alarms\":[\""
                    + shown.at("/alarm/id").asText() + "\"]}");
            screen.frame(Feed.type("summary")
                    .and(frame -> frame.at("/summary/problems")
                            .findValuesAsText("code")
                            .contains("alarms")));
            Awaitility.await().until(() -> town.desk.open().get(0).clock().at(Alarm.Stamp.PAINTED) != null);
        });
        screen.frame(Feed.alarmOf("sd-9", "active-unacked")
                .and(frame -> frame.at("/alarm/stored").booleanValue()));
    }

    @Test
    void noTransitionFallsBetweenSnapshotAndDeltas() {
        CompletableFuture<Void> storm = CompletableFuture.runAsync(this::storm);
        List<Feed> screens = new ArrayList<>();
        while (!storm.isDone()) {
            int before = town.desk.open().size();
            screens.add(screen());
            Awaitility.await()
                    .until(() -> storm.isDone() || Math.abs(town.desk.open().size() - before) > 15);
        }
        storm.join();
        Map<String, JsonNode> truth = new TreeMap<>();
        Awaitility.await().untilAsserted(() -> assertThat(town.desk.open()).hasSize(300));
        town.as(Role.DUTY)
                .json("/api/v1/alarms?state=open&limit=1000")
                .get("items")
                .forEach(alarm -> truth.put(alarm.get("id").asText(), alarm));

        for (Feed screen : screens) {
            Awaitility.await().untilAsserted(() -> assertThat(replayed(screen)).isEqualTo(truth));
        }
        assertThat(screens).hasSizeGreaterThan(10);
    }

    /** 500 fires, of which 200 are acknowledged and closed meanwhile. */
    private void storm() {
        for (int batch = 0; batch < 20; batch++) {
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                entries.add(
                        town.telemetry("sd-" + (batch * 25 + i), Kind.SMOKE, town.clock.millis(), Map.of("fire", 1.0)));
            }
            town.append(entries);
            for (int i = 0; i < 10; i++) {
                String id = town.alarmOf("sd-" + (batch * 25 + i));
                town.acknowledge(id, "duty", null).join();
                town.end(id, "duty", "drill").join();
            }
        }
    }

    /** The open alarms as a screen knows them; its numbers must have no gap. */
    private static Map<String, JsonNode> replayed(Feed screen) {
        Map<String, JsonNode> known = new TreeMap<>();
        long seq = -1;
        for (JsonNode frame : screen.frames) {
            if (frame.get("type").asText().equals("snapshot")) {
                frame.get("alarms").forEach(alarm -> known.put(alarm.get("id").asText(), alarm));
                seq = frame.get("seq").asLong();
            } else if (frame.get("type").asText().equals("alarm")) {
                seq++;
                assertThat(frame.get("seq").asLong()).isEqualTo(seq);
                JsonNode alarm = frame.get("alarm");
                if (alarm.get("state").asText().equals("closed")) {
                    known.remove(alarm.get("id").asText());
                } else {
                    known.put(alarm.get("id").asText(), alarm);
                }
            }
        }
        return known;
    }

    @Test
    void readingsComeOfWatchedDevicesOnly() {
        town.report("sd-1", Kind.SMOKE, Map.of("smoke", 0.01));
        Awaitility.await().until(() -> town.desk.view("sd-1").isPresent());
        Feed screen = screen();
        screen.say("{\"type\":\"subscribe\",\"devices\":[\"sd-1\",\"not-yet\"]}");
        JsonNode known = screen.frame(Feed.type("readings"));
        assertThat(known.at("/items/0/values/smoke").asDouble()).isEqualTo(0.01);

        town.report("sd-2", Kind.SMOKE, Map.of("smoke", 0.5));
        town.report("sd-1", Kind.SMOKE, Map.of("temperature", 21.5));
        JsonNode fresh = screen.frame(
                Feed.type("readings").and(frame -> frame.at("/items/0/values").has("temperature")));
        assertThat(fresh.at("/items/0/device").asText()).isEqualTo("sd-1");
        assertThat(fresh.at("/items/0/time").asText()).endsWith("Z");
        assertThat(screen.frames.toString()).doesNotContain("sd-2");

        screen.say("{\"type\":\"subscribe\",\"devices\":[\"not-yet\"]}");
        town.report("not-yet", Kind.SMOKE, Map.of("smoke", 0.02));
        screen.frame(Feed.type("readings").and(frame -> frame.toString().contains("not-yet")));
    }

    @Test
    void readingsAreCoalescedToTheNewestOfEachMetric() {
        Feed screen = screen();
        screen.say("{\"type\":\"subscribe\",\"devices\":[\"sd-1\"]}");
        screen.say("{\"type\":\"ping\"}");
        screen.frame(Feed.type("pong"));
        long now = town.clock.millis();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            entries.add(town.telemetry("sd-1", Kind.SMOKE, now - 5_000 + i, Map.of("temperature", i / 1_000.0)));
        }
        town.append(entries);

        screen.frame(Feed.type("readings").and(frame -> frame.toString().contains("4.999")));
        assertThat(screen.all("readings")).hasSizeLessThan(50);
    }

    @Test
    void theFirstScreenThatShowsAnAlarmIsRemembered() {
        town.fire("sd-1");
        String id = town.alarmOf("sd-1");
        Feed screen = screen();
        screen.say("{\"type\":\"painted\",\"alarms\":[\"" + id + "\",\"no-such\"]}");

        Awaitility.await()
                .untilAsserted(() -> assertThat(town.as(Role.DUTY)
                                .json("/api/v1/alarms/" + id)
                                .at("/clock/painted")
                                .isNull())
                        .isFalse());
    }

    @Test
    void badMessagesAreAnsweredAndTheConnectionStays() {
        Feed screen = screen();
        for (String bad : List.of(
                "{",
                "[]",
                "{\"type\":3}",
                "{\"type\":\"dance\"}",
                "{\"type\":\"subscribe\"}",
                "{\"type\":\"subscribe\",\"devices\":[1]}",
                "{\"type\":\"painted\",\"alarms\":\"x\"}")) {
            screen.say(bad);
        }
        screen.say("{\"type\":\"subscribe\",\"devices\":[" + "\"x\",".repeat(1_000) + "\"x\"]}");
        Awaitility.await().untilAsserted(() -> assertThat(screen.all("error")).hasSize(8));
        assertThat(screen.all("error").get(7).get("message").asText()).contains("at most 1000 device ids");

        screen.say("{\"type\":\"ping\"}");
        screen.frame(Feed.type("pong"));
        assertThat(screen.closed).isNotDone();
    }

    @Test
    void anOversizeMessageEndsTheConnection() throws Exception {
        Feed screen = screen();
        screen.say("{\"type\":\"ping\",\"x\":\"" + "x".repeat(300_000) + "\"}");

        assertThat(screen.closeCode()).isEqualTo(1009);
    }

    @Test
    void nobodyListensWithoutALoginOrFromAnotherSite() {
        assertThat(catchThrowableOfType(Feed.Refused.class, () -> town.client().live())
                        .status())
                .isEqualTo(401);
        assertThat(catchThrowableOfType(
                                Feed.Refused.class, () -> town.as(Role.DUTY).live("Origin", "http://evil.example"))
                        .status())
                .isEqualTo(403);
        assertThat(town.as(Role.DUTY).get("/api/v1/live").status()).isEqualTo(426);
        town.client().loggedIn("viewer", Town.PASSWORD).live().frame(Feed.type("snapshot"));
    }

    @Test
    void logoutClosesTheScreensOfTheSession() throws Exception {
        Client browser = town.client().loggedIn("duty", Town.PASSWORD);
        Feed screen = browser.live();
        Feed other = screen();
        browser.delete("/api/v1/session");

        assertThat(screen.closeCode()).isEqualTo(4401);
        other.say("{\"type\":\"ping\"}");
        other.frame(Feed.type("pong"));
    }

    @Test
    void anotherPasswordClosesTheScreensOfTheUser() throws Exception {
        Feed browser = town.client().loggedIn("duty", Town.PASSWORD).live();
        Feed program = screen();
        town.dashboard.accounts().addUser("duty", Role.DUTY, "another password", "admin");

        assertThat(browser.closeCode()).isEqualTo(4401);
        assertThat(program.closeCode()).isEqualTo(4401);
    }

    @Test
    void anOpenScreenKeepsItsSessionAlive() {
        Client browser = town.client().loggedIn("duty", Town.PASSWORD);
        Feed screen = browser.live();
        for (int shift = 0; shift < 3; shift++) {
            town.clock.advance(Duration.ofHours(8));
            int before = screen.all("summary").size();
            Awaitility.await().until(() -> screen.all("summary").size() > before + 1);
        }

        assertThat(screen.closed).isNotDone();
        assertThat(browser.get("/api/v1/session").status()).isEqualTo(200);
    }

    @Test
    void theScreensAreToldWhenTheGatewayStops() throws Exception {
        Feed screen = screen();
        screen.frame(Feed.type("snapshot"));
        town.dashboard.close();

        assertThat(screen.closeCode()).isEqualTo(1001);
    }
}
