package firegate.ingest.alarm;

import java.util.Locale;
import java.util.Optional;

/** What a person found an alarm to be; beside its state, and after its end as well. */
public enum Verdict {
    UNVERIFIED,
    CONFIRMED_FIRE,
    /** With a {@link FalseCause}. */
    FALSE_ALARM,
    TEST,
    DRILL,
    MAINTENANCE;

    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

    public String id() {
        return id;
    }

    public static Optional<Verdict> of(String id) {
        for (Verdict verdict : values()) {
            if (verdict.id.equals(id)) {
                return Optional.of(verdict);
            }
        }
        return Optional.empty();
    }
}
