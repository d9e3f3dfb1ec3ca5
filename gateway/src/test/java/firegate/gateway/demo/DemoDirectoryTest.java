package firegate.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firegate.gateway.config.Config;
import firegate.gateway.config.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDirectoryTest {

    private static final String TEMPORARY = "java.io.tmpdir";

    @TempDir
    private Path directory;

    private final String before = System.getProperty(TEMPORARY);

    @BeforeEach
    void ownTemporaryFiles() {
        System.setProperty(TEMPORARY, directory.toString());
    }

    @AfterEach
    void restore() {
        System.setProperty(TEMPORARY, before);
    }

    @Test
    void aFreshOneIsRemovedWithAllThatIsInIt() throws Exception {
        DemoDirectory demo = DemoDirectory.fresh();
        demo.mark("demo");
        Files.createDirectories(demo.path().resolve("history/db"));
        Files.writeString(demo.path().resolve("history/db/x"), "x");
        demo.close();
        assertThat(demo.path()).doesNotExist();
    }

    @Test
    void whatAKilledDemoLeftIsRemovedAndWhatARunningOneHoldsIsNot() {
        DemoDirectory killed = DemoDirectory.fresh();
        killed.mark("demo");
        DataDirectory.lock(killed.path()).close();
        DemoDirectory running = DemoDirectory.fresh();
        running.mark("demo");
        assertThat(killed.path()).doesNotExist();
        try (DataDirectory lock = DataDirectory.lock(running.path());
                DemoDirectory next = DemoDirectory.fresh()) {
            assertThat(lock.path()).exists();
            assertThat(next.path()).isNotEqualTo(running.path());
        }
    }

    @Test
    void aDirectoryThatOnlyHasTheNameIsLeftAlone() throws Exception {
        Path foreign = Files.createDirectory(directory.resolve("firegate-demo-mine"));
        Files.writeString(foreign.resolve("firegate.lock"), "");
        DemoDirectory.fresh().close();
        assertThat(foreign).exists();
    }

    @Test
    void refusesADirectoryWithFilesThatNoDemoMade() throws Exception {
        Files.writeString(directory.resolve("records.db"), "real");
        assertThatThrownBy(() -> DemoDirectory.at(directory))
                .isInstanceOf(DemoException.class)
                .hasMessageContaining("no demo has made")
                .hasMessageContaining("Allowed: a new or empty directory");
        assertThat(directory.resolve("records.db")).hasContent("real");
    }

    @Test
    void takesAnEmptyOneAndOneOfItsOwnAndKeepsThem() {
        Path wanted = directory.resolve("town");
        try (DemoDirectory first = DemoDirectory.at(wanted)) {
            assertThat(first.password()).isEmpty();
            assertThat(first.lastAlive()).isEmpty();
            first.mark("secret-1");
        }
        try (DemoDirectory again = DemoDirectory.at(wanted)) {
            assertThat(again.password()).contains("secret-1");
            assertThat(again.lastAlive()).isPresent();
        }
        assertThat(DemoDirectory.marked(wanted)).isTrue();
    }

    @Test
    void listensOnLoopbackAndLeavesTheRealSettingsAside() {
        try (DemoDirectory demo = DemoDirectory.at(directory.resolve("a"))) {
            DemoConfig config = DemoConfig.read(
                    Map.of(
                            "FIREGATE_CONFIG", "/etc/firegate.yaml",
                            "FIREGATE_RECORDS_URL", "jdbc:postgresql://real/town",
                            "FIREGATE_HTTP_PORT", "9999",
                            "HOME", "/root"),
                    demo);
            assertThat(config.config().http().host()).isEqualTo("127.0.0.1");
            assertThat(config.config().http().port()).isEqualTo(9999);
            assertThat(config.config().mqtt().listener().host()).isEqualTo("127.0.0.1");
            assertThat(config.config().mqtt().listener().auth()).isEqualTo(Config.Auth.REQUIRED);
            assertThat(config.config().records().url()).startsWith("jdbc:sqlite:" + demo.path());
            assertThat(config.password()).isEqualTo("demo");
            assertThat(config.leftAside()).containsExactly("FIREGATE_CONFIG", "FIREGATE_RECORDS_URL");
        }
    }

    @Test
    void thePasswordThatEverybodyKnowsStaysOnThisMachine() {
        Map<String, String> open = Map.of("FIREGATE_HTTP_HOST", "0.0.0.0");
        try (DemoDirectory demo = DemoDirectory.at(directory.resolve("a"))) {
            String password = DemoConfig.read(open, demo).password();
            assertThat(password).isNotEqualTo("demo").hasSizeGreaterThan(10);
            demo.mark("demo");
            assertThatThrownBy(() -> DemoConfig.read(open, demo)).hasMessageContaining("which everybody knows");
        }
    }

    @Test
    void saysWhatIsWrongWithAPort() {
        try (DemoDirectory demo = DemoDirectory.at(directory.resolve("a"))) {
            assertThatThrownBy(() -> DemoConfig.read(Map.of("FIREGATE_HTTP_PORT", "many"), demo))
                    .hasMessageContaining("FIREGATE_HTTP_PORT");
        }
    }
}
