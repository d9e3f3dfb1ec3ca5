package firegate.gateway.config;

/**
 * One thing wrong with the configuration.
 *
 * @param key path of the key, such as {@code mqtt.brokers[0].url}; the file's name when the file itself is the problem
 * @param message the value, what is wrong with it and what is allowed; never a secret
 */
public record Problem(String key, String message, Origin origin) {

    /** One line: {@code http.port: 70000 is not allowed; allowed: … (line 3)}. */
    @Override
    public String toString() {
        return origin.name().isEmpty() ? key + ": " + message : key + ": " + message + " (" + origin.name() + ")";
    }
}
