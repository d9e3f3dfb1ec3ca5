package firegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.dashboard.api.Failures;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The files under {@code console-test} stand in for the built console, which not every build has. */
class ConsoleTest {

    private Vertx vertx;
    private Client anyone;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        Failures.mount(router);
        new Console("console-test").mount(router);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
        anyone = new Client(server.actualPort(), null);
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void everyPageIsTheConsoleAndIsAskedForAgain() {
        for (String path : List.of("/", "/index.html", "/login", "/devices/sd-1", "/wall?site=s-3")) {
            Client.Answer answer = anyone.get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.text()).contains("<title>console</title>");
            assertThat(answer.header("Content-Type")).startsWith("text/html");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
        }
    }

    @Test
    void hashedFilesAreKeptForEver() {
        Client.Answer answer = anyone.get("/assets/index-abc123.js");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/javascript");
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    }

    @Test
    void missingFilesAndProgramAddressesAreNotTheConsole() {
        for (String path : List.of(
                "/assets/old-1.js",
                "/favicon.ico",
                "/api/v1/x",
                "/api",
                "/health/x",
                "/metrics",
                "/../pom.xml",
                "/assets/..%2f..%2fsecret.txt")) {
            Client.Answer answer = anyone.get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.header("Cache-Control")).as(path).isEqualTo("no-store");
        }
    }
}
