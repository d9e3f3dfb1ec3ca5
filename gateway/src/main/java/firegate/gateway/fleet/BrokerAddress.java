package firegate.gateway.fleet;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a fleet connects to.
 *
 * @param host without the brackets of an IPv6 address
 */
public record BrokerAddress(String host, int port, boolean tls) {

    private static final int MQTT_PORT = 1883;
    private static final int MQTTS_PORT = 8883;

    /**
     * Reads {@code mqtt://HOST[:PORT]} or {@code mqtts://HOST[:PORT]}.
     *
     * @throws IllegalArgumentException with what is wrong and what is allowed
     */
    public static BrokerAddress parse(String url) {
        URI uri = uri(url);
        String scheme = uri.getScheme();
        boolean tls = "mqtts".equals(scheme) || "ssl".equals(scheme);
        if (!tls && !"mqtt".equals(scheme) && !"tcp".equals(scheme)) {
            throw wrong(url, "begins with neither mqtt:// nor mqtts://");
        }
        if (uri.getHost() == null) {
            throw wrong(url, "names no host");
        }
        if (uri.getUserInfo() != null) {
            throw wrong(url, "holds a user name; give it as an option");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw wrong(url, "port " + uri.getPort() + " is not within 1 and 65535");
        }
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? MQTTS_PORT : MQTT_PORT;
        return new BrokerAddress(uri.getHost().replaceAll("^\\[|]$", ""), port, tls);
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw wrong(url, e.getReason());
        }
    }

    private static IllegalArgumentException wrong(String url, String why) {
        return new IllegalArgumentException("'" + url + "' " + why
                + "; allowed: mqtt://HOST:PORT or mqtts://HOST:PORT, such as mqtt://127.0.0.1:1883");
    }

    @Override
    public String toString() {
        return (tls ? "mqtts://" : "mqtt://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
