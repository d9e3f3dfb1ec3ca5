package firegate.ingest.alarm;

import java.util.Locale;

/** Where an alarm stands, after ISA-18.2. */
public enum AlarmState {
    /** The condition is met, or latched, and nobody has acknowledged it. */
    ACTIVE_UNACKED,
    ACTIVE_ACKED,
    /** The condition is gone, nobody has acknowledged it. */
    RETURNED_UNACKED,
    CLOSED;

    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

    public String id() {
        return id;
    }
}
