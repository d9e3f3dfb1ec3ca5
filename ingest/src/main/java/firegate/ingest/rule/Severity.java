package firegate.ingest.rule;

import java.util.Locale;
import java.util.Optional;

/** How much an alarm matters, in ascending order: 提示, 故障, 预警, 火警. */
public enum Severity {
    INFO(1),
    MINOR(2),
    MAJOR(3),
    CRITICAL(4);

    private final int rank;

    private final String id = name().toLowerCase(Locale.ROOT);

    Severity(int rank) {
        this.rank = rank;
    }

    /** Height for sorting and for the records; never changes its meaning. */
    public int rank() {
        return rank;
    }

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
