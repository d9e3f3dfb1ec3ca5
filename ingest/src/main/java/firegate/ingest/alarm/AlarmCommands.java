package firegate.ingest.alarm;

import firegate.ingest.alarm.Alarm.Clock;
import firegate.ingest.alarm.Alarm.Handling;
import firegate.ingest.alarm.Alarm.Judgement;
import firegate.ingest.alarm.Alarm.Stamp;
import firegate.ingest.alarm.Alarm.Status;
import firegate.ingest.alarm.Attention.Shelf;
import firegate.ingest.alarm.Transition.Reason;
import java.time.Duration;
import java.util.Objects;

/** What people may do with an alarm: pure, {@code (alarm, who, what, now) → transition, or why the state forbids it}. */
public final class AlarmCommands {

    /** Longer than this nobody remembers why. */
    public static final Duration LONGEST_SHELF = Duration.ofDays(7);

    private AlarmCommands() {}

    /** A person has seen it and takes care. */
    public static Decision acknowledge(Alarm alarm, String user, String note, long nowMs) {
        Clock clock = alarm.clock().with(Stamp.ACKNOWLEDGED, nowMs);
        Handling handling = alarm.handling().acknowledged(user).noted(user, note, nowMs);
        Status was = alarm.status();
        return switch (was.state()) {
            case ACTIVE_UNACKED ->
                done(
                        alarm,
                        was.in(AlarmState.ACTIVE_ACKED, was.active()),
                        handling,
                        clock,
                        Reason.ACKNOWLEDGED,
                        user,
                        note);
            case RETURNED_UNACKED ->
                done(
                        alarm,
                        was.in(AlarmState.CLOSED, false),
                        handling,
                        clock.with(Stamp.CLOSED, nowMs),
                        Reason.ACKNOWLEDGED_AND_CLOSED,
                        user,
                        note);
            case ACTIVE_ACKED ->
                Decision.refused("already acknowledged by " + alarm.handling().acknowledgedBy());
            case CLOSED -> closedAlready();
        };
    }

    /** A person resets a latched alarm whose condition is gone. */
    public static Decision reset(Alarm alarm, String user, String note, long nowMs) {
        if (!alarm.open()) {
            return closedAlready();
        }
        if (!alarm.origin().latched()) {
            return Decision.refused("only latched alarms are reset; this one ends when its condition is gone");
        }
        if (alarm.status().active()) {
            return Decision.refused("the device still reports the condition; it can be reset once that is gone");
        }
        if (alarm.status().state() == AlarmState.ACTIVE_UNACKED) {
            return Decision.refused("acknowledge the alarm before resetting it");
        }
        return end(alarm, user, note, nowMs, Reason.RESET);
    }

    /** A person ends an alarm that does not end by itself, for example because its device is gone. */
    public static Decision close(Alarm alarm, String user, String note, long nowMs) {
        if (!alarm.open()) {
            return closedAlready();
        }
        if (alarm.status().state() != AlarmState.ACTIVE_ACKED) {
            return Decision.refused("acknowledge the alarm before closing it");
        }
        if (alarm.status().active() && (note == null || note.isBlank())) {
            return Decision.refused("the condition is still met: say in a note why the alarm is closed");
        }
        return end(alarm, user, note, nowMs, Reason.CLOSED);
    }

    /** Adds a note; also after the end. */
    public static Decision note(Alarm alarm, String user, String note, long nowMs) {
        if (note == null || note.isBlank()) {
            return Decision.refused("the note is empty");
        }
        Handling handling = alarm.handling().noted(user, note, nowMs);
        return done(alarm, alarm.status(), handling, alarm.clock(), Reason.NOTED, user, note);
    }

    /** @param assignee who takes care from now on; null: nobody */
    public static Decision assign(Alarm alarm, String user, String assignee, String note, long nowMs) {
        String was = alarm.handling().assignee();
        if (!alarm.open()) {
            return closedAlready();
        }
        if (Objects.equals(was, assignee)) {
            return Decision.refused(
                    was == null ? "the alarm is assigned to nobody" : "the alarm is assigned to " + was + " already");
        }
        Handling handling = alarm.handling().assigned(assignee).noted(user, note, nowMs);
        String detail = detail(assignee == null ? "to nobody" : "to " + assignee, note);
        return done(alarm, alarm.status(), handling, alarm.clock(), Reason.ASSIGNED, user, detail);
    }

    /**
     * Says what the alarm is; also after its end, and again when it turns out otherwise.
     *
     * @param cause of a false alarm, else null
     */
    public static Decision verdict(
            Alarm alarm, String user, Verdict verdict, FalseCause cause, String note, long nowMs) {
        Judgement was = alarm.handling().judgement();
        if (verdict == alarm.handling().verdict() && (was == null || was.cause() == cause)) {
            return Decision.refused(
                    was == null
                            ? "the alarm is unverified"
                            : "the verdict is " + verdict.id() + " already, given by " + was.by());
        }
        boolean fire = verdict == Verdict.CONFIRMED_FIRE;
        Judgement judgement = verdict == Verdict.UNVERIFIED ? null : new Judgement(verdict, cause, user, nowMs);
        Handling handling = alarm.handling().judged(judgement).noted(user, note, nowMs);
        Clock clock = alarm.clock().with(Stamp.CONFIRMED, fire ? nowMs : null);
        String detail = detail(verdict.id() + (cause == null ? "" : ", " + cause.id()), note);
        return done(alarm, alarm.status(), handling, clock, fire ? Reason.CONFIRMED : Reason.JUDGED, user, detail);
    }

    /** Puts an alarm aside: it makes no sound until then, and neither does the next one of its subject and rule. */
    public static Decision shelve(Alarm alarm, String user, long untilMs, String reason, long nowMs) {
        if (!alarm.open()) {
            return closedAlready();
        }
        if (alarm.critical()) {
            return Decision.refused("a critical alarm is never shelved");
        }
        Shelf was = alarm.attention().shelf();
        if (was != null) {
            return Decision.refused("the alarm is shelved already, by " + was.by() + "; unshelve it first");
        }
        if (untilMs <= nowMs) {
            return Decision.refused("'until' is over already");
        }
        if (untilMs - nowMs > LONGEST_SHELF.toMillis()) {
            return Decision.refused("an alarm is shelved for " + LONGEST_SHELF.toDays() + " days at most");
        }
        Shelf shelf = new Shelf(nowMs, untilMs, reason.strip(), user);
        Alarm after = alarm.next(alarm.attention().on(shelf));
        long minutes = Duration.ofMillis(untilMs - nowMs).toMinutes();
        String detail = "for " + minutes + " min: " + shelf.reason();
        return Decision.of(new Transition(alarm, after, Reason.SHELVED, user, detail));
    }

    public static Decision unshelve(Alarm alarm, String user) {
        if (alarm.attention().shelf() == null) {
            return Decision.refused("the alarm is not shelved");
        }
        Alarm after = alarm.next(alarm.attention().on(null));
        return Decision.of(new Transition(alarm, after, Reason.UNSHELVED, user, ""));
    }

    private static Decision end(Alarm alarm, String user, String note, long nowMs, Reason reason) {
        Status status = alarm.status().in(AlarmState.CLOSED, alarm.status().active());
        Handling handling = alarm.handling().noted(user, note, nowMs);
        return done(alarm, status, handling, alarm.clock().with(Stamp.CLOSED, nowMs), reason, user, note);
    }

    private static Decision closedAlready() {
        return Decision.refused("the alarm is closed");
    }

    private static String detail(String what, String note) {
        return note == null || note.isBlank() ? what : what + ": " + note.strip();
    }

    private static Decision done(
            Alarm alarm, Status status, Handling handling, Clock clock, Reason reason, String user, String note) {
        Alarm after = alarm.next(status, handling, clock);
        return Decision.of(new Transition(alarm, after, reason, user, note == null ? "" : note));
    }
}
