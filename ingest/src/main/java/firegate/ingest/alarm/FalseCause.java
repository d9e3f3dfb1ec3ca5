package firegate.ingest.alarm;

import java.util.Locale;
import java.util.Optional;

/** Why an alarm was false. */
public enum FalseCause {
    COOKING,
    STEAM,
    DUST,
    INSECTS,
    DEVICE_FAULT,
    OTHER;

    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

    public String id() {
        return id;
    }

    public static Optional<FalseCause> of(String id) {
        for (FalseCause cause : values()) {
            if (cause.id.equals(id)) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }
}
