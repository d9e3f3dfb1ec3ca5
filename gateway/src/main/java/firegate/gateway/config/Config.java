package firegate.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The whole configuration, validated. Paths are absolute, secrets are read, defaults are filled in. */
public record Config(
        Path data,
        Http http,
        Metrics metrics,
        Mqtt mqtt,
        JournalOptions journal,
        IntakeOptions intake,
        HistoryOptions history,
        Optional<Influxdb> influxdb,
        Records records,
        Rules rules,
        List<Webhook> webhooks,
        Admin admin) {

    /** @param publicUrl the address under which people reach the console, when it differs */
    public record Http(String host, int port, Optional<Tls> tls, Optional<String> publicUrl) {}

    public record Tls(Path cert, Path key) {}

    /** @param port a port of its own for {@code /metrics}; empty: on the http port */
    public record Metrics(Optional<Integer> port) {}

    public record Mqtt(Listener listener, List<Broker> brokers) {}

    public record Listener(
            boolean enabled, String host, int port, Auth auth, Optional<ListenerTls> tls, Limits limits) {}

    public enum Auth {
        /** Every device shows its token. */
        REQUIRED,
        /** Any client may publish for any device. */
        OPEN
    }

    public record ListenerTls(int port, Path cert, Path key, Optional<Path> clientCa) {}

    /**
     * @param connections most connections of the listener
     * @param messagesPerSecond for each device
     * @param bytesPerSecond for each device
     * @param connectsPerSecond for each address
     */
    public record Limits(int connections, int messagesPerSecond, long bytesPerSecond, int connectsPerSecond) {}

    public record Broker(
            String name,
            String url,
            Optional<String> clientId,
            Optional<String> username,
            Optional<Secret> password,
            Optional<String> share,
            List<Subscription> subscribe) {}

    public record Subscription(String topic, String profile) {}

    public record JournalOptions(Sync sync, long maxBytes) {}

    public enum Sync {
        /** Synced to disk before anything is acknowledged. */
        ALWAYS,
        /** Left to the operating system: a power cut loses what was acknowledged. */
        NEVER
    }

    public record IntakeOptions(Duration maxFuture, Duration maxAge, Duration lateAfter, Duration duplicateWindow) {}

    public record HistoryOptions(Store store, Duration retention) {}

    public enum Store {
        EMBEDDED,
        INFLUXDB
    }

    public record Influxdb(
            String url,
            Optional<Secret> token,
            Optional<String> org,
            Optional<String> bucket,
            Optional<String> username,
            Optional<Secret> password,
            Optional<String> database) {}

    public record Records(String url, Optional<String> username, Optional<Secret> password) {}

    /** @param file the rule book; empty: the built-in one */
    public record Rules(Optional<Path> file) {}

    public record Webhook(String url, Optional<Secret> secret, List<String> severities, List<String> events) {}

    /** @param password of the user {@code admin} at the first start; empty: a random one, printed once */
    public record Admin(Optional<Secret> password) {}
}
