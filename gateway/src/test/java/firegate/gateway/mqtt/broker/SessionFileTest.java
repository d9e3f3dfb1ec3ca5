package firegate.gateway.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firegate.gateway.config.Config;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionFileTest {

    @TempDir
    private Path data;

    private static final Config.Broker BROKER = TestLink.broker("mqtt://b");

    private static Config.Broker named(String clientId) {
        return new Config.Broker(
                "town",
                "mqtt://b",
                Optional.of(clientId),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                BROKER.subscribe());
    }

    @Test
    void aGatewayKeepsItsClientIdAndNoTwoHaveTheSame() {
        String id = new SessionFile(data, BROKER).clientId();
        assertThat(id).matches("firegate-town-[0-9a-f]{12}");
        assertThat(new SessionFile(data, BROKER).clientId()).isEqualTo(id);
        assertThat(new SessionFile(data.resolve("other"), BROKER).clientId()).isNotEqualTo(id);
    }

    @Test
    void theClientIdOfTheConfigurationWinsAndHasASessionOfItsOwn() {
        SessionFile before = new SessionFile(data, BROKER);
        before.subscribing(List.of("a"));
        SessionFile session = new SessionFile(data, named("me"));
        assertThat(session.clientId()).isEqualTo("me");
        assertThat(session.exists()).isFalse();
    }

    @Test
    void remembersWhatTheSessionMayBeSubscribedTo() {
        SessionFile first = new SessionFile(data, BROKER);
        first.subscribing(List.of("a", "b"));
        SessionFile second = new SessionFile(data, BROKER);
        assertThat(second.exists()).isTrue();
        assertThat(second.outdated(List.of("b", "c"))).containsExactly("a");
        second.subscribing(List.of("b", "c"));
        assertThat(new SessionFile(data, BROKER).outdated(List.of("b", "c"))).containsExactly("a");
        second.subscribed(List.of("b", "c"));
        assertThat(new SessionFile(data, BROKER).outdated(List.of("b", "c"))).isEmpty();
    }

    @Test
    void aDamagedFileIsSaidWithWhatItCosts() throws Exception {
        Files.createDirectories(data.resolve("brokers"));
        Files.writeString(data.resolve("brokers/town.json"), "{");
        assertThatThrownBy(() -> new SessionFile(data, BROKER))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("town.json is damaged");
    }
}
