package firegate.ingest.alarm;

import java.util.Locale;

/**
 * Why an alarm makes no sound and notifies nobody. It stays visible with this reason; a critical alarm never has one. The
 * first that applies is the one that is shown.
 */
public enum Suppression {
    /** A person has put it aside for a while. */
    SHELVED,
    /** Its device is being worked on. */
    MAINTENANCE,
    /** A parent alarm stands for it. */
    INHIBITED,
    /** It comes and goes too often. */
    FLAPPING,
    /** It was raised in a flood of alarms. */
    STORM;

    private final String id = name().toLowerCase(Locale.ROOT);

    public String id() {
        return id;
    }

    /**
     * What surrounds an alarm at a moment.
     *
     * @param maintenance whether its device is being worked on
     * @param flood whether alarms come faster than people can follow
     */
    public record Surroundings(boolean maintenance, boolean flood) {

        public static final Surroundings QUIET = new Surroundings(false, false);
    }

    /**
     * The reason that applies to an alarm, or null.
     *
     * @param raised whether it is raised, or raised again, at this moment: a flood mutes what comes in it and nothing else
     */
    public static Suppression of(Alarm alarm, Surroundings around, boolean raised) {
        Attention attention = alarm.attention();
        if (alarm.critical() || !alarm.open()) {
            return null;
        }
        if (attention.shelf() != null) {
            return SHELVED;
        }
        if (around.maintenance()) {
            return MAINTENANCE;
        }
        if (alarm.handling().parent() != null) {
            return INHIBITED;
        }
        if (attention.flapping()) {
            return FLAPPING;
        }
        return around.flood() && (raised || attention.suppressed() == STORM) ? STORM : null;
    }
}
