package firegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.dashboard.auth.Role;
import firegate.ingest.device.Kind;
import firegate.ingest.records.testing.RecordsKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
class RecordRoutesTest {

    @Parameter
    RecordsKind kind;

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

    @Test
    void theLedgerAddsUpForEveryDeviceAndInAll() {
        for (int i = 0; i < 7; i++) {
            town.report("sd-" + i, Kind.SMOKE, Map.of("smoke", 0.01));
        }
        town.reject("sd-0", new byte[] {'{'});
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                admin.json("/api/v1/ledger").at("/sum/received").asInt())
                        .isEqualTo(8));

        JsonNode page = admin.json("/api/v1/ledger?limit=3");
        assertThat(page.get("total").asInt()).isBetween(7, 8);
        assertThat(page.get("sum").toString())
                .isEqualTo("{\"received\":8,\"stored\":0,\"duplicate\":0,\"quarantined\":1,\"waiting\":7}");
        assertThat(page.at("/items/0/minute").asText()).endsWith(":00.000Z");
        int rows = page.get("items").size();
        while (!page.get("next").isNull()) {
            page = admin.json("/api/v1/ledger?limit=3&cursor="
                    + Client.escaped(page.get("next").asText()));
            rows += page.get("items").size();
        }
        assertThat(rows).isEqualTo(page.get("total").asInt());
        assertThat(admin.json("/api/v1/ledger?device=sd-3").at("/sum/received").asInt())
                .isEqualTo(1);
        assertThat(admin.json("/api/v1/ledger?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z")
                        .get("total")
                        .asInt())
                .isZero();
        assertThat(admin.get("/api/v1/ledger?from=2020-01-02T00:00:00Z&to=2020-01-01T00:00:00Z")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void rejectedMessagesAreShownAsTheyCame() {
        town.reject("sd-1", "{\"smoke\":\"火\"}".getBytes(StandardCharsets.UTF_8));
        town.reject("sd-2", new byte[] {(byte) 0xC3, 0x28});
        Client analyst = town.as(Role.ANALYST);
        Awaitility.await()
                .until(() -> analyst.json("/api/v1/quarantine").get("total").asInt() == 2);

        JsonNode items = analyst.json("/api/v1/quarantine").get("items");
        assertThat(items.findValuesAsText("device")).containsExactly("sd-2", "sd-1");
        assertThat(items.at("/1/payload").asText()).isEqualTo("{\"smoke\":\"火\"}");
        assertThat(items.at("/1/encoding").asText()).isEqualTo("text");
        assertThat(items.at("/0/payload").asText()).isEqualTo("wyg=");
        assertThat(items.at("/0/encoding").asText()).isEqualTo("base64");
        assertThat(items.at("/0/reason").asText()).isEqualTo("malformed-json");
        JsonNode first = analyst.json("/api/v1/quarantine?limit=1");
        assertThat(analyst.json("/api/v1/quarantine?limit=1&cursor="
                                + Client.escaped(first.get("next").asText()))
                        .at("/items/0/device")
                        .asText())
                .isEqualTo("sd-1");
        assertThat(Town.ids(analyst.json("/api/v1/quarantine?device=sd-1"))).hasSize(1);
    }

    @Test
    void rolesSeeWhatIsTheirs() {
        Map<String, List<Role>> allowed = Map.of(
                "/api/v1/quarantine", List.of(Role.ADMIN, Role.ANALYST),
                "/api/v1/audit", List.of(Role.ADMIN),
                "/api/v1/ledger", List.of(Role.values()),
                "/api/v1/rules", List.of(Role.values()),
                "/api/v1/sites", List.of(Role.values()),
                "/api/v1/devices", List.of(Role.values()),
                "/api/v1/alarms", List.of(Role.values()));
        allowed.forEach((path, roles) -> {
            for (Role role : Role.values()) {
                assertThat(town.as(role).get(path).status())
                        .as(role + " " + path)
                        .isEqualTo(roles.contains(role) ? 200 : 403);
            }
        });
    }

    @Test
    void theAuditTrailIsPagedAndFiltered() {
        for (int i = 0; i < 5; i++) {
            admin.put("/api/v1/devices/sd-" + i, "{\"kind\":\"smoke\"}");
        }

        JsonNode one = admin.json("/api/v1/audit?subject=device:sd-3");
        assertThat(one.at("/items/0/user").asText()).isEqualTo("admin");
        assertThat(one.at("/items/0/action").asText()).isEqualTo("device.put");
        assertThat(one.at("/items/0/hash").asText()).hasSize(64);
        JsonNode page = admin.json("/api/v1/audit?limit=3");
        int rows = page.get("items").size();
        while (!page.get("next").isNull()) {
            page = admin.json("/api/v1/audit?limit=3&cursor="
                    + Client.escaped(page.get("next").asText()));
            rows += page.get("items").size();
        }
        assertThat(rows).isEqualTo(page.get("total").asInt());
    }

    @Test
    void theRuleBookIsReadable() {
        JsonNode rules = admin.json("/api/v1/rules");

        assertThat(Town.ids(rules)).contains("smoke.fire", "hydrant.low", "device.offline");
        JsonNode heat = rules.get("items").get(Town.ids(rules).indexOf("smoke.heat"));
        assertThat(heat.get("levels").toString())
                .isEqualTo("[{\"severity\":\"critical\",\"when\":\"temperature >= 57\",\"for\":\"30s\","
                        + "\"clear\":\"temperature < 52\",\"clearFor\":\"2m\"}]");
    }

    @Test
    void healthSaysWhatIsMissing() {
        Client anyone = town.client();
        assertThat(anyone.json("/health/live").get("status").asText()).isEqualTo("live");
        assertThat(anyone.json("/health/ready").get("status").asText()).isEqualTo("ready");

        town.history.problem = "no connection";
        assertThat(anyone.json("/health/ready").at("/checks/history/problem").asText())
                .isEqualTo("no connection");

        town.journalProblem.set("disk full");
        Client.Answer answer = anyone.get("/health/ready");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().get("status").asText()).isEqualTo("not-ready");
        assertThat(answer.json().at("/checks/journal").toString())
                .isEqualTo("{\"status\":\"down\",\"required\":true,\"problem\":\"disk full\"}");
        assertThat(anyone.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void unknownAddressesAndMethodsAreProblems() {
        Client.Answer unknown = admin.get("/api/v1/nothing");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(admin.get("/api/v2/alarms").status()).isEqualTo(404);

        Client.Answer wrong = admin.delete("/api/v1/alarms");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.header("Allow")).isEqualTo("GET");
        assertThat(wrong.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(admin.post("/api/v1/devices/sd-1", "{}").header("Allow")).isEqualTo("DELETE, GET, PUT");
    }

    @Test
    void peopleLogInWhileTheRecordsTakeNoWrites() {
        BrokenRecords.during(town, () -> {
            Client browser = town.client().loggedIn("duty", Town.PASSWORD);
            assertThat(browser.json("/api/v1/session").get("username").asText()).isEqualTo("duty");
        });
    }

    @Test
    void everyAnswerTellsTheBrowserToTrustNothingElse() {
        for (String path : List.of("/", "/devices/sd-1", "/api/v1/alarms", "/health/live")) {
            Client.Answer answer = town.client().get(path);
            assertThat(answer.header("Content-Security-Policy")).contains("script-src 'self'");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
        }
    }
}
