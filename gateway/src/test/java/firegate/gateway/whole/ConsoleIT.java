package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's end-to-end run in a real Chromium, against the jar as it ships. Its claims are in {@code e2e.mjs}. */
class ConsoleIT {

    @TempDir
    private Path data;

    @Test
    void everyClaimOfTheConsoleHolds() throws Exception {
        try (Instance firegate = new Instance(data).start()) {
            ProcessBuilder run = new ProcessBuilder("npm", "run", "--silent", "e2e")
                    .directory(Path.of("../dashboard/web").toFile())
                    .inheritIO();
            run.environment()
                    .putAll(Map.of(
                            "BASE_URL",
                            "http://127.0.0.1:" + firegate.httpPort,
                            "ADMIN_PASSWORD",
                            Instance.PASSWORD,
                            "MQTT_PORT",
                            String.valueOf(firegate.mqttPort),
                            "LIMIT_MS",
                            "10000"));
            Process browser = run.start();
            assertThat(browser.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
            assertThat(browser.exitValue()).isZero();
        }
    }
}
