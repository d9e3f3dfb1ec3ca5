package firegate.dashboard.auth;

import java.util.Locale;
import java.util.Optional;

/** What a person may do. */
public enum Role {
    /** Everything. */
    ADMIN,
    /** Sees everything, acts on alarms. */
    DUTY,
    /** Sees everything, rejected messages included. */
    ANALYST,
    /** Sees devices, alarms and history. */
    VIEWER;

    private final String id = name().toLowerCase(Locale.ROOT);

    public String id() {
        return id;
    }

    public static Optional<Role> of(String id) {
        for (Role role : values()) {
            if (role.id.equals(id)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
