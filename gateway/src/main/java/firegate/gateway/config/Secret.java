package firegate.gateway.config;

/** A password, token or key. It prints as {@code ***}; {@link #value()} is the only way to it. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
