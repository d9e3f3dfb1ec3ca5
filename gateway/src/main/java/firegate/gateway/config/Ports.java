package firegate.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** No two listeners may take the same port. */
final class Ports {
    private static final Set<String> ALL_ADDRESSES = Set.of("0.0.0.0", "::");

    private record Bound(String key, String host, int port) {
        boolean clashes(Bound other) {
            boolean sameAddress =
                    host.equals(other.host) || ALL_ADDRESSES.contains(host) || ALL_ADDRESSES.contains(other.host);
            return port != 0 && port == other.port && sameAddress;
        }
    }

    private Ports() {}

    static void check(Config config, Section root) {
        List<Bound> all = bound(config);
        for (int i = 1; i < all.size(); i++) {
            Bound later = all.get(i);
            all.subList(0, i).stream()
                    .filter(later::clashes)
                    .forEach(earlier -> root.check(
                            false,
                            "is already the port of " + earlier.key + "; allowed: another one",
                            later.key,
                            earlier.key));
        }
    }

    private static List<Bound> bound(Config config) {
        String httpHost = config.http().host();
        List<Bound> all = new ArrayList<>();
        all.add(new Bound("http.port", httpHost, config.http().port()));
        config.metrics().port().ifPresent(port -> all.add(new Bound("metrics.port", httpHost, port)));
        Config.Listener listener = config.mqtt().listener();
        if (listener.enabled()) {
            all.add(new Bound("mqtt.listener.port", listener.host(), listener.port()));
            listener.tls().ifPresent(tls -> all.add(new Bound("mqtt.listener.tls.port", listener.host(), tls.port())));
        }
        return all;
    }
}
