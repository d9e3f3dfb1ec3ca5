package firegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firegate.dashboard.auth.Role;
import firegate.ingest.device.Kind;
import firegate.ingest.records.testing.RecordsKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
class DeviceRoutesTest {

    @Parameter
    RecordsKind kind;

    private static final String DEVICES = "/api/v1/devices";

    @TempDir
    Path data;

    private Town town;
    private Client admin;

    @BeforeEach
    void open() {
        town = new Town(kind.fresh(data));
        admin = town.as(Role.ADMIN);
    }

    @AfterEach
    void close() {
        town.close();
    }

    private void site(String id) {
        assertThat(admin.put("/api/v1/sites/" + id, "{\"name\":\"Site " + id + "\"}")
                        .status())
                .isIn(200, 201);
    }

    private static final String WHOLE = """
            {"id":"sd-17","kind":"smoke","site":"s-3","name":"detector","location":"2F corridor","lat":29.14,"lon":121.03,
             "model":"JTY","profile":"native","interval":"24h","power":"battery","claimed":true,"gateway":false,"via":"gw-1",
             "maintenanceUntil":"2026-03-01T08:00:00.000Z","manufactured":"2025-03-01","lastCheck":"2026-01-31",
             "ratedPower":1500,"scope":"port","attributes":{"firmware":"1.4"}}""";

    @Test
    void aDeviceIsKeptAsItWasPut() {
        site("s-3");

        Client.Answer put = admin.put(DEVICES + "/sd-17", WHOLE);

        assertThat(put.status()).isEqualTo(201);
        ObjectNode device = (ObjectNode) admin.json(DEVICES + "/sd-17");
        assertThat(device.get("state").asText()).isEqualTo("never");
        assertThat(device.get("lastSeen").isNull()).isTrue();
        assertThat(device.get("latest").toString()).isEqualTo("{}");
        assertThat(device.get("openAlarms").asInt()).isZero();
        assertThat(device.get("rejectedLastDay").asInt()).isZero();
        // What was read can be sent back as it is.
        assertThat(admin.put(DEVICES + "/sd-17", device.toString()).status()).isEqualTo(200);
        device.remove(List.of("state", "lastSeen", "latest", "openAlarms", "rejectedLastDay"));
        assertThat(device.toString()).isEqualTo(WHOLE.replaceAll("\\n\\s*", ""));
    }

    @Test
    void aDeviceShowsHowItIsNow() {
        admin.put(DEVICES + "/sd-17", "{\"kind\":\"smoke\",\"interval\":\"1h\"}");
        town.report("sd-17", Kind.SMOKE, Map.of("smoke", 0.02));
        town.fire("sd-17");
        town.alarmOf("sd-17");

        JsonNode device = admin.json(DEVICES + "/sd-17");
        assertThat(device.get("state").asText()).isEqualTo("online");
        assertThat(device.at("/latest/smoke/value").asDouble()).isEqualTo(0.02);
        assertThat(device.at("/latest/fire/value").toString()).isEqualTo("1");
        assertThat(device.at("/latest/fire/time").asText()).endsWith("Z");
        assertThat(device.get("openAlarms").asInt()).isEqualTo(1);

        town.clock.advance(Duration.ofMinutes(80));
        assertThat(admin.json(DEVICES + "/sd-17").get("state").asText()).isEqualTo("late");
        assertThat(Town.ids(admin.json(DEVICES + "?state=late"))).containsExactly("sd-17");
    }

    @Test
    void whatCannotBeIsRefusedWithTheKeyThatIsWrong() {
        Map<String, String> wrong = Map.ofEntries(
                Map.entry("{}", "'kind'"),
                Map.entry("{\"kind\":\"fridge\"}", "'kind'"),
                Map.entry("{\"kind\":\"smoke\",\"site\":\"nowhere\"}", "'site' is \"nowhere\""),
                Map.entry("{\"kind\":\"smoke\",\"lat\":91}", "'lat'"),
                Map.entry("{\"kind\":\"smoke\",\"lon\":\"121\"}", "'lon'"),
                Map.entry("{\"kind\":\"smoke\",\"interval\":\"soon\"}", "'interval'"),
                Map.entry("{\"kind\":\"smoke\",\"interval\":\"0s\"}", "'interval'"),
                Map.entry("{\"kind\":\"smoke\",\"power\":\"solar\"}", "'power'"),
                Map.entry("{\"kind\":\"smoke\",\"scope\":\"street\"}", "'scope'"),
                Map.entry("{\"kind\":\"smoke\",\"claimed\":\"yes\"}", "'claimed'"),
                Map.entry("{\"kind\":\"smoke\",\"manufactured\":\"2025-02-30\"}", "'manufactured'"),
                Map.entry("{\"kind\":\"smoke\",\"maintenanceUntil\":\"tomorrow\"}", "'maintenanceUntil'"),
                Map.entry("{\"kind\":\"smoke\",\"attributes\":{\"a\":1}}", "'attributes'"),
                Map.entry("{\"kind\":\"smoke\",\"id\":\"sd-18\"}", "'id'"),
                Map.entry("{\"kind\":\"smoke\",\"colour\":\"red\"}", "'colour' is not known"),
                Map.entry("{\"kind\":\"smoke\",\"name\":\"" + "x".repeat(501) + "\"}", "'name'"));
        wrong.forEach((body, said) -> {
            Client.Answer answer = admin.put(DEVICES + "/sd-17", body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.detail()).contains(said);
        });
        assertThat(admin.put(DEVICES + "/" + "a%20b", "{\"kind\":\"smoke\"}").detail())
                .contains("'a b' is not allowed");
        assertThat(admin.put(DEVICES + "/" + "x".repeat(129), "{\"kind\":\"smoke\"}")
                        .status())
                .isEqualTo(400);
        assertThat(town.registry.devices()).isEmpty();
    }

    @Test
    void idsMayBeChineseOrHaveSigns() {
        for (String id : List.of("烟感-17", "urn:dev:1", "a.b_c@d")) {
            assertThat(admin.put(DEVICES + "/" + Client.escaped(id), "{\"kind\":\"smoke\"}")
                            .status())
                    .isEqualTo(201);
            assertThat(admin.json(DEVICES + "/" + Client.escaped(id)).get("id").asText())
                    .isEqualTo(id);
        }
    }

    @Test
    void attributesThatADeviceReportedOutliveAPut() {
        admin.put(DEVICES + "/sd-17", WHOLE.replace("\"s-3\"", "null"));

        admin.put(DEVICES + "/sd-17", "{\"kind\":\"smoke\"}");

        assertThat(admin.json(DEVICES + "/sd-17").get("attributes").toString()).isEqualTo("{\"firmware\":\"1.4\"}");
    }

    @Test
    void filtersNarrowTheList() {
        site("s-3");
        admin.put(DEVICES + "/sd-17", WHOLE);
        admin.put(DEVICES + "/hy-1", "{\"kind\":\"hydrant\",\"name\":\"Nordtor\"}");
        town.report("wild-1", Kind.UNKNOWN, Map.of("smoke", 0.1));

        assertThat(Town.ids(admin.json(DEVICES))).containsExactly("hy-1", "sd-17", "wild-1");
        assertThat(Town.ids(admin.json(DEVICES + "?kind=hydrant"))).containsExactly("hy-1");
        assertThat(Town.ids(admin.json(DEVICES + "?site=s-3"))).containsExactly("sd-17");
        assertThat(Town.ids(admin.json(DEVICES + "?claimed=false"))).containsExactly("wild-1");
        assertThat(Town.ids(admin.json(DEVICES + "?q=NORD"))).containsExactly("hy-1");
        assertThat(Town.ids(admin.json(DEVICES + "?q=corridor&kind=&site="))).containsExactly("sd-17");
        assertThat(Town.ids(admin.json(DEVICES + "?state=never"))).contains("hy-1");
        assertThat(admin.get(DEVICES + "?stat=never").status()).isEqualTo(400);
        assertThat(admin.get(DEVICES + "?claimed=maybe").status()).isEqualTo(400);
    }

    @Test
    void pagesGiveEveryDeviceOnceWithTheTotal() {
        for (int i = 0; i < 25; i++) {
            town.registry.admit("sd-" + i, Kind.SMOKE);
        }
        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = admin.json(DEVICES + "?limit=10" + cursor);
            assertThat(page.get("total").asInt()).isEqualTo(25);
            all.addAll(Town.ids(page));
            cursor = page.get("next").isNull()
                    ? null
                    : "&cursor=" + Client.escaped(page.get("next").asText());
        } while (cursor != null);
        assertThat(all).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void aTokenWorksUntilTheNextOne() {
        admin.put(DEVICES + "/sd-17", "{\"kind\":\"smoke\"}");
        String first =
                admin.post(DEVICES + "/sd-17/token", "").json().get("token").asText();
        assertThat(town.registry.authenticate("sd-17", first)).contains("sd-17");

        String second =
                admin.post(DEVICES + "/sd-17/token", "{}").json().get("token").asText();
        assertThat(town.registry.authenticate("sd-17", first)).isEmpty();
        assertThat(town.registry.authenticate(second, null)).contains("sd-17");
        assertThat(admin.post(DEVICES + "/nowhere/token", "").status()).isEqualTo(404);
    }

    @Test
    void devicesThatAppearedByThemselvesAreClaimedTogether() {
        site("s-3");
        town.registry.admit("a", Kind.UNKNOWN);
        town.registry.admit("b", Kind.UNKNOWN);

        JsonNode claimed = admin.post(
                        DEVICES + "/claim", "{\"ids\":[\"a\",\"b\",\"a\"],\"kind\":\"smoke\",\"site\":\"s-3\"}")
                .json();

        assertThat(Town.ids(claimed)).containsExactly("a", "b");
        assertThat(Town.ids(admin.json(DEVICES + "?claimed=true&site=s-3&kind=smoke")))
                .containsExactly("a", "b");
        Client.Answer unknown = admin.post(DEVICES + "/claim", "{\"ids\":[\"a\",\"x\"],\"kind\":\"hydrant\"}");
        assertThat(unknown.status() + " " + unknown.detail()).isEqualTo("404 there are no devices x");
        assertThat(admin.json(DEVICES + "/a").get("kind").asText()).isEqualTo("smoke");
        assertThat(admin.post(DEVICES + "/claim", "{\"ids\":[],\"kind\":\"smoke\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aDeletedDeviceIsGoneWithItsToken() {
        admin.put(DEVICES + "/sd-17", "{\"kind\":\"smoke\"}");
        String token =
                admin.post(DEVICES + "/sd-17/token", "").json().get("token").asText();

        assertThat(admin.delete(DEVICES + "/sd-17").status()).isEqualTo(204);
        assertThat(admin.get(DEVICES + "/sd-17").status()).isEqualTo(404);
        assertThat(admin.delete(DEVICES + "/sd-17").status()).isEqualTo(404);
        assertThat(town.registry.authenticate("sd-17", token)).isEmpty();
    }

    @Test
    void onlyAdminsChangeDevicesAndSites() {
        Client duty = town.as(Role.DUTY);
        assertThat(duty.put(DEVICES + "/sd-1", "{\"kind\":\"smoke\"}").status()).isEqualTo(403);
        assertThat(duty.delete(DEVICES + "/sd-1").status()).isEqualTo(403);
        assertThat(duty.post(DEVICES + "/sd-1/token", "").status()).isEqualTo(403);
        assertThat(duty.post(DEVICES + "/claim", "{}").status()).isEqualTo(403);
        assertThat(duty.put("/api/v1/sites/s-1", "{\"name\":\"x\"}").status()).isEqualTo(403);
        assertThat(duty.delete("/api/v1/sites/s-1").status()).isEqualTo(403);
    }

    @Test
    void aSiteIsKeptAsItWasPut() {
        String site = """
                {"id":"s-3","name":"青山小区","address":"飞鹤路 26 号","village":"青山","grid":"g-1","domain":"residential",
                "lat":29.1,"lon":121,"noCharging":true,"testModeUntil":null,
                "contacts":[{"name":"王芳","phone":"13800000000","role":"warden"}],"externalIds":{"county":"42"},
                "notes":"key at the gate"}""";

        assertThat(admin.put("/api/v1/sites/s-3", site).status()).isEqualTo(201);

        assertThat(admin.json("/api/v1/sites/s-3"))
                .isEqualTo(admin.json("/api/v1/sites").at("/items/0"));
        assertThat(admin.json("/api/v1/sites/s-3").toString().replace("121.0,", "121,"))
                .isEqualTo(site.replaceAll("\\n", ""));
        assertThat(admin.put("/api/v1/sites/s-3", "{\"name\":\"x\",\"contacts\":[{\"fone\":\"1\"}]}")
                        .detail())
                .startsWith("key 'contacts[0].fone' is not known");
        assertThat(admin.put("/api/v1/sites/s-3", "{}").detail()).contains("'name'");
        assertThat(Town.ids(admin.json("/api/v1/sites?q=青山".replace("青山", Client.escaped("青山")))))
                .containsExactly("s-3");
    }

    @Test
    void aSiteWithDevicesIsNotDeleted() {
        site("s-3");
        admin.put(DEVICES + "/sd-17", WHOLE);

        assertThat(admin.delete("/api/v1/sites/s-3").status()).isEqualTo(409);
        admin.delete(DEVICES + "/sd-17");
        assertThat(admin.delete("/api/v1/sites/s-3").status()).isEqualTo(204);
        assertThat(admin.get("/api/v1/sites/s-3").status()).isEqualTo(404);
    }

    @Test
    void rejectedMessagesOfTheLastDayAreCounted() {
        town.registry.admit("sd-17", Kind.SMOKE);
        town.reject("sd-17", "{\"smoke\":\"x\"}".getBytes(StandardCharsets.UTF_8));

        Awaitility.await()
                .untilAsserted(() -> assertThat(admin.json(DEVICES + "/sd-17")
                                .get("rejectedLastDay")
                                .asInt())
                        .isEqualTo(1));
        assertThat(admin.json(DEVICES).at("/items/0/rejectedLastDay").asInt()).isEqualTo(1);
        town.clock.advance(Duration.ofDays(1).plusMinutes(1));
        assertThat(admin.json(DEVICES + "/sd-17").get("rejectedLastDay").asInt())
                .isZero();
    }
}
