package firegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.dashboard.auth.Role;
import firegate.ingest.device.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarmCommandRoutesTest {

    private static final String ALARMS = "/api/v1/alarms";

    @TempDir
    Path data;

    private Town town;
    private Client duty;

    @BeforeEach
    void open() {
        town = new Town(data);
        duty = town.as(Role.DUTY);
    }

    @AfterEach
    void close() {
        town.close();
    }

    private String fire(String device) {
        town.fire(device);
        return town.alarmOf(device);
    }

    /** A major alarm: smoke that has stood long enough. */
    private String smoke(String device) {
        long now = town.clock.millis();
        town.append(List.of(
                town.telemetry(device, Kind.SMOKE, now - 40_000, Map.of("smoke", 0.2)),
                town.telemetry(device, Kind.SMOKE, now, Map.of("smoke", 0.2))));
        return town.alarmOf(device);
    }

    private Client.Answer act(String id, String action, String body) {
        return duty.post(ALARMS + "/" + id + "/" + action, body);
    }

    private String in(int minutes) {
        return Instant.ofEpochMilli(town.clock.millis() + minutes * 60_000L).toString();
    }

    @Test
    void aShelvedAlarmSaysUntilWhenByWhomAndWhyAndIsTakenBack() {
        String id = smoke("sd-1");

        JsonNode shelved = act(id, "shelve", "{\"until\":\"" + in(60) + "\",\"reason\":\"painting\"}")
                .json();
        assertThat(shelved.get("suppressed").asText()).isEqualTo("shelved");
        assertThat(shelved.get("shelvedUntil").asText()).startsWith(in(60).substring(0, 16));
        assertThat(shelved.get("shelvedBy").asText()).isEqualTo("duty");
        assertThat(shelved.get("shelveReason").asText()).isEqualTo("painting");
        assertThat(shelved.get("state").asText()).isEqualTo("active-unacked");
        Client.Answer again = act(id, "shelve", "{\"until\":\"" + in(90) + "\",\"reason\":\"more\"}");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.detail()).isEqualTo("the alarm is shelved already, by duty; unshelve it first");
        JsonNode back = act(id, "unshelve", "").json();
        assertThat(back.get("suppressed").isNull()).isTrue();
        assertThat(back.get("shelvedUntil").isNull()).isTrue();
    }

    @Test
    void aFireIsNeverShelved() {
        Client.Answer answer = act(fire("sd-1"), "shelve", "{\"until\":\"" + in(5) + "\",\"reason\":\"noise\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.detail()).isEqualTo("a critical alarm is never shelved");
    }

    @Test
    void aVerdictHasItsCauseItsAuthorAndItsMoment() {
        String id = fire("sd-1");

        JsonNode judged = act(id, "verdict", "{\"verdict\":\"false-alarm\",\"cause\":\"cooking\",\"note\":\"toast\"}")
                .json();
        assertThat(judged.get("verdict").asText()).isEqualTo("false-alarm");
        assertThat(judged.get("cause").asText()).isEqualTo("cooking");
        assertThat(judged.get("verdictBy").asText()).isEqualTo("duty");
        assertThat(Town.ids(duty.json(ALARMS + "?verdict=false-alarm"))).containsExactly(id);
        assertThat(Town.ids(duty.json(ALARMS + "?state=open&verdict=false-alarm")))
                .containsExactly(id);
        assertThat(Town.ids(duty.json(ALARMS + "?verdict=unverified"))).isEmpty();
        JsonNode fire = act(id, "verdict", "{\"verdict\":\"confirmed-fire\"}").json();
        assertThat(fire.at("/clock/confirmed").isTextual()).isTrue();
        assertThat(fire.get("cause").isNull()).isTrue();
        JsonNode detail = duty.json(ALARMS + "/" + id);
        assertThat(detail.get("audit").findValuesAsText("action"))
                .containsExactly("alarm.raised", "alarm.judged", "alarm.confirmed");
        assertThat(detail.at("/audit/1/detail").asText()).isEqualTo("false-alarm, cooking: toast");
    }

    @Test
    void anAlarmIsAssignedToSomebodyWhoMayHandleIt() {
        String id = fire("sd-1");

        assertThat(act(id, "assign", "{\"user\":\"admin\"}")
                        .json()
                        .get("assignee")
                        .asText())
                .isEqualTo("admin");
        assertThat(act(id, "assign", "{\"user\":\"admin\"}").detail())
                .isEqualTo("the alarm is assigned to admin already");
        assertThat(act(id, "assign", "{\"user\":null}").json().get("assignee").isNull())
                .isTrue();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            verdict | {}                                             | key 'verdict' is null; allowed: one of [unverified, confirmed-fire, false-alarm, test, drill, maintenance]
            verdict | {"verdict":"maybe"}                            | key 'verdict' is "maybe"; allowed: one of [unverified, confirmed-fire, false-alarm, test, drill, maintenance]
            verdict | {"verdict":"false-alarm"}                      | key 'cause' is null; allowed: with a false alarm, one of [cooking, steam, dust, insects, device-fault, other]
            verdict | {"verdict":"drill","cause":"steam"}            | key 'cause' is "steam"; allowed: nothing: only a false alarm has a cause
            verdict | {"verdict":"false-alarm","cause":"ghosts"}     | key 'cause' is "ghosts"; allowed: one of [cooking, steam, dust, insects, device-fault, other]
            shelve  | {"reason":"noise"}                             | key 'until' is null; allowed: a time in the future, at most 7 days away
            shelve  | {"until":"2026-01-01T00:00:00Z"}               | key 'reason' is null; allowed: a text: why the alarm is put aside
            assign  | {}                                             | key 'user' is null; allowed: the name of a user, or null for nobody
            assign  | {"user":"viewer"}                              | key 'user' is "viewer"; allowed: a user with the role admin or duty, or null for nobody
            note    | {"note":" "}                                   | key 'note' is " "; allowed: a text: what is to be kept
            unshelve| {"note":"x"}                                   | key 'note' is not known; there are version
            """)
    void aBodyThatCannotBeMeantIsRefusedWithWhatIsAllowed(String action, String body, String detail) {
        Client.Answer answer = act(fire("sd-1"), action, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.detail()).isEqualTo(detail);
    }

    @Test
    void anAlarmThatHasChangedSinceItWasSeenIsNotTouched() {
        String id = fire("sd-1");
        long version = duty.json(ALARMS + "/" + id).get("version").asLong();
        act(id, "acknowledge", "{}");

        Client.Answer late = act(id, "verdict", "{\"verdict\":\"drill\",\"version\":" + version + "}");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.detail()).startsWith("the alarm has changed since version " + version);
    }

    @Test
    void inBulkEachAlarmIsAnsweredAndCriticalOnesAreRefused() {
        String smoke = smoke("sd-1");
        String fire = fire("sd-2");

        JsonNode result = duty.post(
                        ALARMS + "/bulk",
                        "{\"action\":\"acknowledge\",\"ids\":[\"" + smoke + "\",\"" + fire + "\",\"none\"]}")
                .json();

        assertThat(result.get("done").asInt()).isEqualTo(1);
        assertThat(result.get("refused").asInt()).isEqualTo(2);
        assertThat(result.get("items").findValuesAsText("status")).containsExactly("200", "409", "404");
        assertThat(result.at("/items/0/alarm/state").asText()).isEqualTo("active-acked");
        assertThat(result.at("/items/1/detail").asText())
                .isEqualTo("critical alarms are not handled in bulk; open this one");
        assertThat(duty.post(ALARMS + "/bulk", "{\"action\":\"burn\",\"ids\":[\"a\"]}")
                        .detail())
                .startsWith("key 'action' is \"burn\"; allowed: one of [acknowledge, reset");
        assertThat(duty.post(ALARMS + "/bulk", "{\"action\":\"reset\",\"ids\":[\"a\",\"a\"]}")
                        .detail())
                .contains("1 to 1000 ids of alarms, each once");
        assertThat(town.as(Role.VIEWER).post(ALARMS + "/bulk", "{}").status()).isEqualTo(403);
    }

    @Test
    void theDetailSaysWhoHadTheAlarmOnAScreen() {
        String id = fire("sd-1");
        for (Role role : List.of(Role.DUTY, Role.ADMIN)) {
            Feed screen = town.as(role).live();
            screen.frame(Feed.type("snapshot"));
            screen.say("{\"type\":\"painted\",\"alarms\":[\"" + id + "\"]}");
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                duty.json(ALARMS + "/" + id).get("seen").findValuesAsText("user"))
                        .containsExactlyInAnyOrder("duty", "admin"));
    }
}
