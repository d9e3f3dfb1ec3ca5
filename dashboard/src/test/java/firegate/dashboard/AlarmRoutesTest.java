package firegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.dashboard.auth.Role;
import firegate.ingest.alarm.Alarm;
import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import firegate.ingest.records.testing.RecordsKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(RecordsKind.class)
class AlarmRoutesTest {

    @Parameter
    RecordsKind kind;

    private static final String ALARMS = "/api/v1/alarms";

    @TempDir
    Path data;

    private Town town;
    private Client duty;

    @BeforeEach
    void open() {
        town = new Town(kind.fresh(data));
        duty = town.as(Role.DUTY);
    }

    @AfterEach
    void close() {
        town.close();
    }

    private String raised(String device) {
        town.fire(device);
        return town.alarmOf(device);
    }

    private void returned(String device, String id) {
        town.report(device, Kind.SMOKE, Map.of("fire", 0.0));
        Awaitility.await()
                .until(() -> !town.desk.open(id).orElseThrow().status().active());
    }

    private String act(String id, String command, String body) {
        Client.Answer answer = duty.post(ALARMS + "/" + id + "/" + command, body);
        return answer.status() + " "
                + (answer.status() == 200 ? answer.json().get("state").asText() : answer.detail());
    }

    @Test
    void anAlarmLooksAsTheContractSays() {
        String id = raised("sd-17");

        JsonNode alarm = duty.json(ALARMS + "?state=open").at("/items/0");

        assertThat(alarm.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "id",
                        "subject",
                        "device",
                        "site",
                        "kind",
                        "rule",
                        "ruleVersion",
                        "severity",
                        "state",
                        "verdict",
                        "late",
                        "test",
                        "stored",
                        "count",
                        "parent",
                        "children",
                        "title",
                        "message",
                        "value",
                        "clock",
                        "assignee",
                        "shelvedUntil",
                        "suppressed",
                        "notes",
                        "active",
                        "latched",
                        "acknowledgedBy",
                        "cause",
                        "verdictBy",
                        "testBy",
                        "shelvedBy",
                        "shelveReason",
                        "escalation",
                        "version");
        assertThat(alarm.get("id").asText()).isEqualTo(id);
        assertThat(alarm.get("subject").asText()).isEqualTo("device:sd-17");
        assertThat(alarm.get("severity").asText()).isEqualTo("critical");
        assertThat(alarm.get("state").asText()).isEqualTo("active-unacked");
        assertThat(alarm.get("verdict").asText()).isEqualTo("unverified");
        assertThat(alarm.get("title").toString()).isEqualTo("{\"zh\":\"感烟火警\",\"en\":\"Smoke fire alarm\"}");
        assertThat(alarm.get("value").toString()).isEqualTo("{\"metric\":\"fire\",\"value\":1,\"unit\":\"\"}");
        assertThat(alarm.get("clock").properties().stream().map(Map.Entry::getKey))
                .containsExactly(
                        "device",
                        "received",
                        "journaled",
                        "raised",
                        "sent",
                        "painted",
                        "acknowledged",
                        "confirmed",
                        "forwarded",
                        "returned",
                        "closed");
        assertThat(alarm.at("/clock/raised").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(alarm.at("/clock/closed").isNull()).isTrue();
    }

    @Test
    void aPersonLeadsAnAlarmToItsEnd() {
        String id = raised("sd-17");

        assertThat(act(id, "reset", "{}")).startsWith("409 the device still reports the condition");
        assertThat(act(id, "acknowledge", "{\"note\":\"on my way\"}")).isEqualTo("200 active-acked");
        assertThat(act(id, "note", "{\"note\":\"burnt toast\"}")).isEqualTo("200 active-acked");
        returned("sd-17", id);
        assertThat(act(id, "reset", "")).isEqualTo("200 closed");

        JsonNode alarm = duty.json(ALARMS + "/" + id);
        assertThat(alarm.get("notes").findValuesAsText("text")).containsExactly("on my way", "burnt toast");
        assertThat(alarm.at("/notes/0/user").asText()).isEqualTo("duty");
        assertThat(alarm.get("acknowledgedBy").asText()).isEqualTo("duty");
        assertThat(alarm.get("audit").findValuesAsText("action"))
                .containsExactly("alarm.raised", "alarm.acknowledged", "alarm.noted", "alarm.returned", "alarm.reset");
        assertThat(act(id, "close", "{}")).isEqualTo("409 the alarm is closed");
    }

    @Test
    void anAlarmIsClosedByHandWithAReason() {
        String id = raised("sd-17");

        assertThat(act(id, "close", "{}")).isEqualTo("409 acknowledge the alarm before closing it");
        assertThat(act(id, "acknowledge", "{}")).isEqualTo("200 active-acked");
        assertThat(act(id, "close", "{}")).startsWith("409 the condition is still met");
        assertThat(act(id, "close", "{\"note\":\"device removed\"}")).isEqualTo("200 closed");
    }

    @Test
    void ofTwoPeopleWhoAcknowledgeAtOnceOneIsToldWhoWasFirst() {
        for (int round = 0; round < 20; round++) {
            String id = raised("sd-" + round);
            List<CompletableFuture<Client.Answer>> answers = Stream.of(Role.DUTY, Role.ADMIN)
                    .map(role -> CompletableFuture.supplyAsync(() ->
                            town.as(role).post(ALARMS + "/" + id + "/acknowledge", "{\"note\":\"" + role + "\"}")))
                    .toList();

            List<Integer> statuses =
                    answers.stream().map(answer -> answer.join().status()).toList();
            assertThat(statuses).containsExactlyInAnyOrder(200, 409);
            assertThat(duty.json(ALARMS + "/" + id).get("notes")).hasSize(1);
        }
    }

    @Test
    void onlyAdminAndDutyActOnAlarms() {
        String id = raised("sd-17");

        for (Role role : List.of(Role.ANALYST, Role.VIEWER)) {
            Client.Answer answer = town.as(role).post(ALARMS + "/" + id + "/acknowledge", "{}");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.detail()).isEqualTo("this needs the role admin or duty");
        }
        assertThat(town.desk.open(id).orElseThrow().handling().acknowledgedBy()).isNull();
    }

    @Test
    void refusesWhatCannotBeMeant() {
        String id = raised("sd-17");

        assertThat(act("01JNOTHING", "acknowledge", "{}")).isEqualTo("404 there is no alarm '01JNOTHING'");
        assertThat(duty.get(ALARMS + "/01JNOTHING").status()).isEqualTo(404);
        assertThat(act(id, "acknowledge", "{\"nota\":\"x\"}"))
                .isEqualTo("400 key 'nota' is not known; there are note, version");
        assertThat(act(id, "acknowledge", "{\"note\":3}")).startsWith("400 key 'note' is 3");
        assertThat(act(id, "acknowledge", "[]")).isEqualTo("400 the body must be a JSON object");
        assertThat(act(id, "acknowledge", "{\"note\":")).startsWith("400 the body is not valid JSON");
        assertThat(act(id, "acknowledge", "{\"note\":\"a\",\"note\":\"b\"}"))
                .startsWith("400 the body is not valid JSON: Duplicate field 'note'");
        assertThat(act(id, "note", "{}")).startsWith("400 ");
        assertThat(duty.post(ALARMS + "/" + id + "/acknowledge", "note=x", "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(act(id, "acknowledge", "{\"note\":\"" + "x".repeat(1 << 20) + "\"}"))
                .isEqualTo("413 the body is larger than 1 MiB");
        assertThat(town.desk.open(id).orElseThrow().version()).isLessThan(5);
    }

    @Test
    void misspeltFiltersAreRefused() {
        for (String query : List.of(
                "severty=critical",
                "severity=urgent",
                "state=active",
                "verdict=maybe",
                "from=yesterday",
                "limit=0",
                "limit=1001",
                "limit=ten",
                "cursor=abc",
                "state=open&state=closed")) {
            Client.Answer answer = duty.get(ALARMS + "?" + query);
            assertThat(answer.status()).as(query).isEqualTo(400);
            assertThat(answer.detail()).contains("'" + query.substring(0, query.indexOf('=')) + "'");
        }
    }

    @Test
    void filtersNarrowTheList() {
        String fire = raised("sd-17");
        town.report("hy-1", Kind.HYDRANT, Map.of("pressure", 0.05));
        town.clock.advance(Duration.ofSeconds(61));
        town.report("hy-1", Kind.HYDRANT, Map.of("pressure", 0.05));
        String low = town.alarmOf("hy-1");
        act(fire, "acknowledge", "{}");

        assertThat(Town.ids(duty.json(ALARMS + "?state=open"))).containsExactly(fire, low);
        assertThat(Town.ids(duty.json(ALARMS + "?state=active-unacked"))).containsExactly(low);
        assertThat(Town.ids(duty.json(ALARMS + "?state=active-acked"))).containsExactly(fire);
        assertThat(Town.ids(duty.json(ALARMS + "?severity=major"))).containsExactly(low);
        assertThat(Town.ids(duty.json(ALARMS + "?device=sd-17&state=open"))).containsExactly(fire);
        assertThat(Town.ids(duty.json(ALARMS + "?rule=hydrant.verylow"))).containsExactly(low);
        assertThat(Town.ids(duty.json(ALARMS + "?state=open&site=nowhere"))).isEmpty();
        assertThat(Town.ids(duty.json(ALARMS + "?verdict=unverified"))).containsExactly(low, fire);
        assertThat(Town.ids(duty.json(ALARMS + "?verdict=drill"))).isEmpty();
        assertThat(Town.ids(duty.json(ALARMS + "?state=open&to=2020-01-01T00:00:00Z")))
                .isEmpty();
        assertThat(Town.ids(duty.json(ALARMS + "?from=2020-01-01T00:00:00%2B08:00")))
                .hasSize(2);
        assertThat(Town.ids(duty.json(ALARMS + "?state=closed"))).isEmpty();
    }

    @Test
    void pagesLoseNothingAndGiveNothingTwiceWhileAlarmsComeAndGo() {
        List<String> first = fires(0, 60);

        for (String filter : List.of("state=open", "state=active-unacked", "")) {
            Set<String> seen = new HashSet<>();
            String cursor = "";
            int next = 1_000 + seen.size();
            do {
                JsonNode page = duty.json(ALARMS + "?limit=7&" + filter + cursor);
                Town.ids(page).forEach(id -> assertThat(seen.add(id)).as(id).isTrue());
                String token = page.get("next").textValue();
                cursor = token == null ? null : "&cursor=" + Client.escaped(token);
                // One more that stands before the pages that are left.
                raised("new-" + filter.length() + "-" + next++);
            } while (cursor != null);
            assertThat(seen).containsAll(first);
        }
    }

    private List<String> fires(int from, int count) {
        List<Entry> entries = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            entries.add(town.telemetry("sd-" + i, Kind.SMOKE, town.clock.millis(), Map.of("fire", 1.0)));
        }
        int before = town.desk.open().size();
        town.append(entries);
        Awaitility.await().until(() -> town.desk.open().size() == before + count);
        return town.desk.open().stream().map(Alarm::id).toList();
    }

    @Test
    void closedAlarmsArePagedNewestFirstWithTheirTotal() {
        fires(0, 25).forEach(id -> {
            act(id, "acknowledge", "{}");
            act(id, "close", "{\"note\":\"drill\"}");
        });

        JsonNode page = duty.json(ALARMS + "?state=closed&limit=10");
        assertThat(page.get("total").asInt()).isEqualTo(25);
        List<String> all = new ArrayList<>(Town.ids(page));
        while (!page.get("next").isNull()) {
            page = duty.json(ALARMS + "?state=closed&limit=10&cursor="
                    + Client.escaped(page.get("next").asText()));
            all.addAll(Town.ids(page));
        }
        assertThat(all).hasSize(25).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void aFireThatCouldNotBeStoredIsInTheListsAndOnItsOwn() {
        town.desk.unstored(
                town.telemetry("sd-17", Kind.SMOKE, town.clock.millis(), Map.of("fire", 1.0)), "journal full");
        String id = town.alarmOf("sd-17");

        for (String filter : List.of("state=open", "state=active-unacked", "", "severity=critical")) {
            JsonNode page = duty.json(ALARMS + "?" + filter);
            assertThat(Town.ids(page)).as(filter).containsExactly(id);
            assertThat(page.get("total").asInt()).isEqualTo(1);
            assertThat(page.at("/items/0/stored").booleanValue()).isFalse();
        }
        assertThat(duty.json(ALARMS + "/" + id).get("stored").booleanValue()).isFalse();
    }

    @Test
    void whileTheRecordsAreDownAFireIsListedAndCommandsAreRefused() {
        String before = raised("sd-1");
        BrokenRecords.during(town, () -> {
            town.fire("sd-2");
            String id = town.alarmOf("sd-2");

            JsonNode page = duty.json(ALARMS + "?state=open");
            assertThat(Town.ids(page)).containsExactly(id, before);
            assertThat(page.at("/items/0/stored").booleanValue()).isFalse();
            assertThat(page.at("/items/1/stored").booleanValue()).isTrue();
            JsonNode all = duty.json(ALARMS);
            assertThat(Town.ids(all)).containsExactly(id, before);
            assertThat(all.get("total").asInt()).isEqualTo(2);
            assertThat(act(before, "acknowledge", "{}")).startsWith("503 not carried out: records cannot be written");
        });
        Awaitility.await()
                .untilAsserted(() -> assertThat(duty.json(ALARMS + "?state=open&device=sd-2")
                                .at("/items/0/stored")
                                .booleanValue())
                        .isTrue());
    }

    @Test
    void theEvidenceHoldsTheRuleAndTheReadingsAround() {
        long now = town.clock.millis();
        for (int i = 20; i > 0; i--) {
            town.append(List.of(town.telemetry("sd-17", Kind.SMOKE, now - i * 60_000L, Map.of("smoke", 0.001 * i))));
        }
        String id = raised("sd-17");

        JsonNode evidence = duty.json(ALARMS + "/" + id).get("evidence");

        assertThat(evidence.at("/rule/id").asText()).isEqualTo("smoke.fire");
        assertThat(evidence.at("/rule/levels/0/when").asText()).isEqualTo("fire = 1");
        assertThat(evidence.get("readings").findValuesAsText("metric")).containsExactlyInAnyOrder("fire", "smoke");
        JsonNode smoke = evidence.at("/readings/1");
        assertThat(smoke.get("unit").asText()).isEqualTo("dB/m");
        assertThat(smoke.get("points").size()).isBetween(9, 10);
        assertThat(evidence.get("note").isNull()).isTrue();
    }

    @Test
    void theEvidenceShowsTheNearestReadingsAndSaysThatThereAreMore() {
        long now = town.clock.millis();
        List<Entry> entries = new ArrayList<>();
        for (int i = 2_000; i > 0; i--) {
            entries.add(town.telemetry("sd-17", Kind.SMOKE, now - i * 100L, Map.of("smoke", 0.01)));
        }
        town.append(entries);
        String id = raised("sd-17");

        JsonNode evidence = duty.json(ALARMS + "/" + id).get("evidence");

        int points = 0;
        for (JsonNode series : evidence.get("readings")) {
            points += series.get("points").size();
        }
        assertThat(points).isBetween(100, 500);
        JsonNode smoke = evidence.at("/readings/1/points");
        assertThat(smoke.get(smoke.size() - 1).get(0).asLong()).isEqualTo(now - 100);
        assertThat(evidence.get("note").asText()).contains("there are more");
    }

    @Test
    void theEvidenceSaysWhenTheHistoryCannotBeRead() {
        String id = raised("sd-17");
        town.history.problem = "disk gone";

        JsonNode evidence = duty.json(ALARMS + "/" + id).get("evidence");

        assertThat(evidence.get("readings").isNull()).isTrue();
        assertThat(evidence.get("note").asText()).contains("disk gone");
    }
}
