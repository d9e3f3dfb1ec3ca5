package firegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.dashboard.auth.Accounts;
import firegate.dashboard.auth.Passwords;
import firegate.dashboard.auth.Role;
import firegate.dashboard.live.LiveOptions;
import firegate.ingest.records.Database;
import firegate.ingest.records.testing.RecordsKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(RecordsKind.class)
class LoginTest {

    @Parameter
    RecordsKind kind;

    private static final String SESSION = "/api/v1/session";

    @TempDir
    Path data;

    private Town town;

    @BeforeEach
    void open() {
        town = new Town(kind.fresh(data));
    }

    @AfterEach
    void close() {
        town.close();
    }

    private static String login(String name, String password) {
        return "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}";
    }

    @Test
    void theRightPasswordOpensASession() {
        Client.Answer answer = town.client().post(SESSION, login("admin", Town.PASSWORD));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"username\":\"admin\",\"role\":\"admin\"}");
        assertThat(answer.header("Set-Cookie"))
                .matches("firegate=[A-Za-z0-9_-]{43}; Path=/; HTTPOnly; SameSite=Strict");
    }

    @Test
    void theCookieTellsWhoIsLoggedIn() {
        Client browser = town.client().loggedIn("duty", Town.PASSWORD);

        assertThat(browser.json(SESSION).toString()).isEqualTo("{\"username\":\"duty\",\"role\":\"duty\"}");
    }

    @Test
    void nobodyGetsInWithoutCredentials() {
        for (String path :
                List.of(SESSION, "/api/v1/alarms", "/api/v1/devices", "/api/v1/history", "/api/v1/nothing")) {
            Client.Answer answer = town.client().get(path);
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.header("WWW-Authenticate")).doesNotContain("Basic");
        }
    }

    @Test
    void refusesWrongPasswordsAndUnknownUsersAlike() {
        Client.Answer wrong = town.client().post(SESSION, login("admin", "wrong"));
        Client.Answer unknown = town.client().post(SESSION, login("nobody", "wrong"));

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.text()).isEqualTo(wrong.text());
        assertThat(wrong.header("Set-Cookie")).isNull();
    }

    @Test
    void refusesALoginThatIsNotAsItMustBe() {
        assertThat(town.client().post(SESSION, "{\"username\":\"admin\"}").status())
                .isEqualTo(400);
        assertThat(town.client()
                        .post(SESSION, "{\"username\":\"admin\",\"password\":\"x\",\"pasword\":\"y\"}")
                        .detail())
                .contains("'pasword'");
        assertThat(town.client().post(SESSION, "{").status()).isEqualTo(400);
    }

    @Test
    void logoutEndsTheSession() {
        Client browser = town.client().loggedIn("admin", Town.PASSWORD);

        Client.Answer answer = browser.delete(SESSION);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Set-Cookie")).contains("Max-Age=0");
        assertThat(browser.get(SESSION).status()).isEqualTo(401);
    }

    @Test
    void aSessionEndsTwelveHoursAfterItsLastUse() {
        Client browser = town.client().loggedIn("admin", Town.PASSWORD);

        town.clock.advance(Duration.ofHours(11));
        assertThat(browser.get(SESSION).status()).isEqualTo(200);
        town.clock.advance(Duration.ofHours(11));
        assertThat(browser.get(SESSION).status()).isEqualTo(200);
        town.clock.advance(Duration.ofHours(12).plusMillis(1));
        assertThat(browser.get(SESSION).status()).isEqualTo(401);
    }

    @Test
    void aSessionSurvivesARestart() {
        Client browser = town.client().loggedIn("admin", Town.PASSWORD);
        String cookie = browser.cookie;
        town.close();
        town = new Town(town.records);

        Client again = town.client();
        again.cookie = cookie;

        assertThat(again.get(SESSION).status()).isEqualTo(200);
    }

    @Test
    void anotherPasswordEndsSessionsAndProgramLogins() {
        Client browser = town.client().loggedIn("viewer", Town.PASSWORD);
        Client program = town.as(Role.VIEWER);
        assertThat(program.get(SESSION).status()).isEqualTo(200);

        town.dashboard.accounts().addUser("viewer", Role.VIEWER, "another password", "admin");

        assertThat(browser.get(SESSION).status()).isEqualTo(401);
        assertThat(program.get(SESSION).status()).isEqualTo(401);
    }

    @Test
    void programsLogInWithEveryRequest() {
        assertThat(town.as(Role.ANALYST).json(SESSION).get("role").asText()).isEqualTo("analyst");
        assertThat(new Client(town.port(), "analyst:wrong").get(SESSION).status())
                .isEqualTo(401);
        assertThat(town.client().get(SESSION, "Authorization", "Bearer abc").status())
                .isEqualTo(401);
        assertThat(town.client().get(SESSION, "Authorization", "Basic ???").status())
                .isEqualTo(401);
    }

    @Test
    void tenWrongPasswordsMakeTheAddressWait() {
        for (int i = 0; i < 10; i++) {
            assertThat(town.client().post(SESSION, login("admin", "wrong")).status())
                    .isEqualTo(401);
        }

        Client.Answer throttled = town.client().post(SESSION, login("admin", Town.PASSWORD));
        assertThat(throttled.status()).isEqualTo(429);
        assertThat(Integer.parseInt(throttled.header("Retry-After"))).isBetween(1, 60);
        assertThat(town.client().post(SESSION, login("duty", Town.PASSWORD)).status())
                .isEqualTo(200);

        town.clock.advance(Duration.ofMinutes(1));
        assertThat(town.client().post(SESSION, login("admin", Town.PASSWORD)).status())
                .isEqualTo(200);
    }

    @Test
    void auditsLoginsFailuresAndLogouts() {
        town.client().post(SESSION, login("mallory", "wrong"));
        Client browser = town.client().loggedIn("duty", Town.PASSWORD);
        browser.delete(SESSION);

        List<String> actions = town.as(Role.ADMIN).json("/api/v1/audit?limit=3").findValuesAsText("action");
        assertThat(actions).containsExactly("session.logout", "session.login", "session.failed");
        assertThat(town.as(Role.ADMIN)
                        .json("/api/v1/audit?user=mallory")
                        .at("/items/0/detail")
                        .asText())
                .isEqualTo("from 127.0.0.1");
    }

    @Test
    void requestsFromOtherSitesChangeNothing() {
        Client browser = town.client().loggedIn("admin", Town.PASSWORD);

        assertThat(browser.send("DELETE", SESSION, null, "Origin", "http://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(browser.send("DELETE", SESSION, null, "Sec-Fetch-Site", "cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(browser.get(SESSION).status()).isEqualTo(200);
        assertThat(browser.send(
                                "DELETE",
                                SESSION,
                                null,
                                "Origin",
                                "http://127.0.0.1:" + town.port(),
                                "Sec-Fetch-Site",
                                "same-origin")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void theFirstStartMakesAnAdminWhosePasswordIsGivenOnce() throws Exception {
        Path fresh = Files.createDirectory(data.resolve("fresh"));
        try (Database database = kind.fresh(fresh).open()) {
            Accounts accounts = new Accounts(database, new Passwords(4), town.clock);

            assertThat(accounts.createFirst(Optional.empty()))
                    .hasValueSatisfying(p -> assertThat(p).hasSize(16));
            assertThat(accounts.createFirst(Optional.empty())).isEmpty();
            assertThat(accounts.exists("admin")).isTrue();
        }
    }

    @Test
    void theCookieNeverTravelsInTheClearWhenTheConsoleIsPublishedByHttps() {
        town.close();
        town = new Town(
                town.records,
                new DashboardOptions(Optional.of("https://fire.example.org"), false, 4, LiveOptions.DEFAULT, false));

        assertThat(town.client().post(SESSION, login("admin", Town.PASSWORD)).header("Set-Cookie"))
                .contains("; Secure");
    }
}
