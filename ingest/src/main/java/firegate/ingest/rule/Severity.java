package firegate.ingest.rule;

import java.util.Locale;
import java.util.Optional;

/** How much an alarm matters, in ascending order: 提示, 故障, 预警, 火警. */
public enum Severity {
    INFO,
    MINOR,
    MAJOR,
    CRITICAL;

    private final String id = name().toLowerCase(Locale.ROOT);

    public String id() {
        return id;
    }

    public static Optional<Severity> of(String id) {
        for (Severity severity : values()) {
            if (severity.id.equals(id)) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }
}
