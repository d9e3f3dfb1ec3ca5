package firegate.ingest.alarm;

import java.util.Locale;

/**
 * A change of one alarm with its named reason.
 *
 * @param before null when the alarm is new
 * @param actor {@code system}, or the user who did it
 * @param detail what there is to say, for the audit trail; may be empty
 */
public record Transition(Alarm before, Alarm after, Reason reason, String actor, String detail) {

    public static final String SYSTEM = "system";

    public enum Reason {
        RAISED,
        /** Another reading shows it. */
        REPEATED,
        /** A higher level of the same rule, in earnest after a test, or burning now after a past fire: acknowledged anew. */
        ESCALATED,
        /** The condition came back while the alarm was still open. */
        RE_RAISED,
        /** The reading behind it is stored now. */
        STORED,
        /** The condition is gone. */
        RETURNED,
        /** The condition is gone and the alarm had been acknowledged: closed. */
        RETURNED_AND_CLOSED,
        /** A higher alarm of the same cause takes over: closed. */
        SUPERSEDED,
        ACKNOWLEDGED,
        /** Acknowledged after the condition was gone: closed. */
        ACKNOWLEDGED_AND_CLOSED,
        RESET,
        CLOSED,
        NOTED,
        ASSIGNED,
        /** Put aside by a person for a while. */
        SHELVED,
        UNSHELVED,
        /** The time for which it was put aside is over. */
        SHELF_ENDED,
        /** A person said what it is. */
        JUDGED,
        /** A person said that it is a fire. */
        CONFIRMED,
        /** Nobody has acknowledged it for too long: it calls for more people. */
        UNATTENDED,
        /** It makes no sound from now on. */
        SUPPRESSED,
        UNSUPPRESSED,
        /** A parent alarm stands for it. */
        ADOPTED,
        /** Its parent alarm has ended before it. */
        RELEASED,
        /** A screen shows it. */
        PAINTED;

        /** The word in the audit trail; repeats and paints are kept on the alarm itself and do not occur there. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
