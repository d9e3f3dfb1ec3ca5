package firegate.gateway.demo;

import firegate.dashboard.auth.Passwords;
import firegate.gateway.config.Config;
import firegate.gateway.config.ConfigReader;
import firegate.gateway.config.ConfigReader.Invalid;
import firegate.gateway.config.ConfigReader.Loaded;
import firegate.gateway.config.Problem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The configuration of a demo: addresses and ports may be chosen, everything else is its own. So a demo never writes to the
 * stores, brokers and webhooks that the environment or a file names for the real gateway.
 */
public record DemoConfig(Config config, String password, List<String> leftAside) {

    private static final String PREFIX = "FIREGATE_";
    private static final String LOOPBACK = "127.0.0.1";
    private static final String KNOWN_PASSWORD = "demo";
    private static final Set<String> CHOSEN = Set.of(
            "FIREGATE_HTTP_HOST",
            "FIREGATE_HTTP_PORT",
            "FIREGATE_METRICS_PORT",
            "FIREGATE_MQTT_LISTENER_HOST",
            "FIREGATE_MQTT_LISTENER_PORT",
            "FIREGATE_LOG_LEVEL",
            "FIREGATE_JAVA_OPTS");
    /** A town's devices connect from one address at once. */
    private static final String CONNECTS_PER_SECOND = "10000";

    /**
     * Reads it.
     *
     * @param environment the process's
     * @throws DemoException with every problem
     */
    public static DemoConfig read(Map<String, String> environment, DemoDirectory directory) {
        Map<String, String> mine = new HashMap<>();
        environment.forEach((name, value) -> {
            if (CHOSEN.contains(name)) {
                mine.put(name, value);
            }
        });
        mine.putIfAbsent("FIREGATE_HTTP_HOST", LOOPBACK);
        mine.putIfAbsent("FIREGATE_MQTT_LISTENER_HOST", LOOPBACK);
        mine.put("FIREGATE_MQTT_LISTENER_AUTH", "required");
        mine.put("FIREGATE_MQTT_LISTENER_LIMITS_CONNECTSPERSECOND", CONNECTS_PER_SECOND);
        String password = password(directory, loopback(mine.get("FIREGATE_HTTP_HOST")));
        mine.put("FIREGATE_ADMIN_PASSWORD", password);
        List<String> leftAside = environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !CHOSEN.contains(name))
                .sorted()
                .toList();
        return new DemoConfig(config(mine, directory.path()), password, leftAside);
    }

    private static Config config(Map<String, String> mine, Path data) {
        ConfigReader.Result result = ConfigReader.read(Optional.empty(), mine, Map.of("data", data.toString()));
        if (result instanceof Loaded loaded) {
            return loaded.config();
        }
        throw new DemoException(
                ((Invalid) result).problems().stream().map(Problem::toString).collect(Collectors.joining("\n")), null);
    }

    /** The known one only where nobody else can reach the console. */
    private static String password(DemoDirectory directory, boolean loopback) {
        Optional<String> given = directory.password();
        if (given.isEmpty()) {
            return loopback ? KNOWN_PASSWORD : Passwords.generate();
        }
        if (!loopback && given.get().equals(KNOWN_PASSWORD)) {
            throw new DemoException(
                    directory.path() + " was made by a demo with the password '" + KNOWN_PASSWORD
                            + "', which everybody knows; on an address that others reach, use a new directory",
                    null);
        }
        return given.get();
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
