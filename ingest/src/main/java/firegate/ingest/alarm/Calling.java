package firegate.ingest.alarm;

import firegate.ingest.alarm.Attention.Shelf;
import firegate.ingest.alarm.Suppression.Surroundings;
import firegate.ingest.alarm.Transition.Reason;

/** How a transition calls for people: what it does to the waiting, the shelf and the silence, and whom it tells. Pure. */
public final class Calling {

    private Calling() {}

    /**
     * The transition with the attention that follows from it.
     *
     * @param shelf on which the subject and rule lie since an earlier alarm of theirs, or null
     */
    public static Transition of(Transition transition, Surroundings around, Shelf shelf, long nowMs) {
        Alarm before = transition.before();
        Alarm after = transition.after();
        Reason reason = transition.reason();
        Attention attention = after.attention();
        boolean raised = before == null || reason == Reason.RE_RAISED || reason == Reason.ESCALATED;
        if (!after.unacknowledged()) {
            attention = attention.answered();
        } else if (raised || attention.unseenSinceMs() == null) {
            attention = attention.waiting(nowMs);
        }
        if (before == null && shelf != null) {
            attention = attention.on(shelf);
        }
        if (after.critical() || !after.open()) {
            attention = attention.on(null);
        }
        Alarm calling = Attention.fitting(after.with(attention), around, raised);
        if (heardAgain(before, calling)) {
            calling = calling.with(calling.attention().since(nowMs));
        }
        Transition next = new Transition(before, calling, reason, transition.actor(), transition.detail());
        return event(next) == null
                ? next
                : new Transition(
                        before, calling.with(calling.attention().announced()), reason, next.actor(), next.detail());
    }

    /** Nobody was called for it while it was silent: the wait begins with its sound. */
    private static boolean heardAgain(Alarm before, Alarm after) {
        return before != null
                && before.attention().suppressed() != null
                && after.attention().suppressed() == null
                && after.unacknowledged();
    }

    /** The word for receivers outside, or null when it does not concern them. */
    public static String event(Transition transition) {
        Alarm before = transition.before();
        Alarm after = transition.after();
        boolean told = before != null && before.attention().told();
        if (transition.reason() == Reason.CONFIRMED) {
            return "confirmed";
        }
        if (!after.open()) {
            return told && before.open() ? "closed" : null;
        }
        if (after.attention().suppressed() != null) {
            return null;
        }
        return switch (transition.reason()) {
            case RAISED, RE_RAISED -> "raised";
            case ESCALATED, UNATTENDED -> "escalated";
            case ACKNOWLEDGED -> "acknowledged";
            // What came in silence and is still there is told now.
            case UNSUPPRESSED, UNSHELVED, SHELF_ENDED, RELEASED -> told || !after.unacknowledged() ? null : "raised";
            default -> null;
        };
    }
}
