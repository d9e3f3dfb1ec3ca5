package firegate.gateway.config;

import java.util.List;
import java.util.function.Predicate;

/** Keys of the contract whose feature is not part of this version. A line goes when its feature comes. */
record NotYetBuilt(String key, String feature, Predicate<Config> used) {
    private static final List<NotYetBuilt> ALL = List.of(
            new NotYetBuilt(
                    "http.tls", "TLS on the http port", c -> c.http().tls().isPresent()),
            new NotYetBuilt(
                    "mqtt.listener.tls",
                    "TLS on the MQTT listener",
                    c -> c.mqtt().listener().tls().isPresent()),
            new NotYetBuilt(
                    "rules.file",
                    "a rule book of one's own",
                    c -> c.rules().file().isPresent()));

    static void check(Config config, Input input) {
        ALL.stream()
                .filter(item -> item.used.test(config))
                .forEach(item -> input.problem(
                        item.key,
                        item.feature + " is not part of this version yet; remove it",
                        input.origin(item.key)));
    }
}
