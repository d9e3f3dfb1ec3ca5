package firegate.ingest.device;

import java.util.Locale;
import java.util.Optional;

/** What a device watches. The names are those of the outside interface. */
public enum Kind {
    SMOKE,
    HYDRANT,
    EV_CHARGING,
    UNKNOWN;

    private final String id = name().toLowerCase(Locale.ROOT);

    /** The name used in JSON, CSV, history and records: {@code smoke}, {@code hydrant}, {@code ev_charging}, {@code unknown}. */
    public String id() {
        return id;
    }

    public static Optional<Kind> of(String id) {
        for (Kind kind : values()) {
            if (kind.id.equals(id)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
