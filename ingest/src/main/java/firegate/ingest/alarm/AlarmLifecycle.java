package firegate.ingest.alarm;

import firegate.ingest.alarm.Alarm.Clock;
import firegate.ingest.alarm.Alarm.Handling;
import firegate.ingest.alarm.Alarm.Stamp;
import firegate.ingest.alarm.Alarm.Status;
import firegate.ingest.alarm.Transition.Reason;
import firegate.ingest.rule.Severity;
import firegate.ingest.rule.Signal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pure rules of what an alarm becomes: {@code (alarm, signal or command, now) → transition}. */
public final class AlarmLifecycle {

    private static final String SYSTEM = Transition.SYSTEM;

    private AlarmLifecycle() {}

    /**
     * What a signal means for the alarm of its subject and rule.
     *
     * @param alarm the open alarm of that subject and rule, or null
     * @return empty when it changes nothing
     */
    public static Optional<Transition> onSignal(Alarm alarm, Signal signal, Sighting seen) {
        if (alarm == null) {
            return switch (signal.type()) {
                case RAISED, REPEATED -> Optional.of(raise(signal, seen));
                case RETURNED, SUPERSEDED -> Optional.empty();
            };
        }
        return switch (signal.type()) {
            case RAISED, REPEATED -> Optional.of(again(alarm, signal, seen));
            case RETURNED ->
                alarm.status().active()
                        ? Optional.of(returned(alarm, signal.eventMs(), seen.nowMs()))
                        : Optional.empty();
            case SUPERSEDED -> Optional.of(superseded(alarm, signal, seen));
        };
    }

    private static Transition raise(Signal signal, Sighting seen) {
        Alarm.Origin origin = new Alarm.Origin(
                seen.newId(),
                "device:" + seen.device(),
                seen.device(),
                seen.site(),
                seen.kind(),
                signal.rule().id(),
                signal.rule().version(),
                signal.rule().latched(),
                signal.rule().title());
        Status status = new Status(
                AlarmState.ACTIVE_UNACKED,
                signal.severity(),
                true,
                seen.late(),
                signal.test(),
                seen.stored(),
                1,
                seen.measured(),
                seen.message());
        Map<Stamp, Long> stamps = new EnumMap<>(Stamp.class);
        stamps.put(Stamp.DEVICE, signal.eventMs());
        stamps.put(Stamp.RECEIVED, signal.receivedMs());
        stamps.put(Stamp.RAISED, seen.nowMs());
        Clock clock = new Clock(stamps).with(Stamp.JOURNALED, seen.journaledMs());
        Alarm alarm = new Alarm(origin, status, Handling.NONE, clock, 1);
        return new Transition(null, alarm, Reason.RAISED, SYSTEM, seen.message().en());
    }

    private static Transition again(Alarm alarm, Signal signal, Sighting seen) {
        Status was = alarm.status();
        boolean higher = signal.severity().compareTo(was.severity()) > 0;
        boolean merged = !was.stored() && seen.stored();
        boolean back = !was.active();
        boolean inEarnest = was.test() && !signal.test();
        boolean now = was.late() && !seen.late();
        boolean escalated = higher || inEarnest || now;
        Severity severity = higher ? signal.severity() : was.severity();
        Status status = new Status(
                escalated || back ? AlarmState.ACTIVE_UNACKED : was.state(),
                severity,
                true,
                was.late() && seen.late(),
                was.test() && signal.test(),
                was.stored() || seen.stored(),
                merged ? was.count() : was.count() + 1,
                seen.measured(),
                seen.message());
        Clock clock = back ? alarm.clock().with(Stamp.RETURNED, null) : alarm.clock();
        if (merged) {
            clock = clock.with(Stamp.JOURNALED, seen.journaledMs());
        }
        Reason reason =
                escalated ? Reason.ESCALATED : back ? Reason.RE_RAISED : merged ? Reason.STORED : Reason.REPEATED;
        return new Transition(
                alarm,
                alarm.next(status, alarm.handling(), clock),
                reason,
                SYSTEM,
                seen.message().en());
    }

    private static Transition returned(Alarm alarm, long returnedMs, long nowMs) {
        Status was = alarm.status();
        Clock clock = alarm.clock().with(Stamp.RETURNED, returnedMs);
        if (alarm.origin().latched()) {
            return system(alarm, was.in(was.state(), false), clock, Reason.RETURNED);
        }
        if (was.state() == AlarmState.ACTIVE_ACKED) {
            Clock closed = clock.with(Stamp.CLOSED, nowMs);
            return system(alarm, was.in(AlarmState.CLOSED, false), closed, Reason.RETURNED_AND_CLOSED);
        }
        return system(alarm, was.in(AlarmState.RETURNED_UNACKED, false), clock, Reason.RETURNED);
    }

    private static Transition system(Alarm alarm, Status status, Clock clock, Reason reason) {
        return new Transition(alarm, alarm.next(status, alarm.handling(), clock), reason, SYSTEM, "");
    }

    private static Transition superseded(Alarm alarm, Signal signal, Sighting seen) {
        Handling was = alarm.handling();
        Handling handling = new Handling(was.acknowledgedBy(), was.notes(), seen.successor(), was.children());
        Alarm after = alarm.next(
                alarm.status().in(AlarmState.CLOSED, false),
                handling,
                alarm.clock().with(Stamp.CLOSED, seen.nowMs()));
        return new Transition(
                alarm,
                after,
                Reason.SUPERSEDED,
                SYSTEM,
                "superseded by " + signal.by().id());
    }

    /** The rule behind an alarm no longer applies to its device, which is gone, of another kind or under other rules. */
    public static Optional<Transition> withdrawn(Alarm alarm, String why, long nowMs) {
        if (!alarm.open() || !alarm.status().active()) {
            return Optional.empty();
        }
        Transition returned = returned(alarm, nowMs, nowMs);
        return Optional.of(new Transition(alarm, returned.after(), returned.reason(), SYSTEM, why));
    }

    /** The alarm that took over names the one that it stands for. */
    public static Alarm standingFor(Alarm alarm, String child) {
        Handling was = alarm.handling();
        List<String> children = new ArrayList<>(was.children());
        children.add(child);
        Handling handling = new Handling(was.acknowledgedBy(), was.notes(), was.parent(), List.copyOf(children));
        return new Alarm(alarm.origin(), alarm.status(), handling, alarm.clock(), alarm.version());
    }

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

    public static Decision note(Alarm alarm, String user, String note, long nowMs) {
        if (note == null || note.isBlank()) {
            return Decision.refused("the note is empty");
        }
        Handling handling = alarm.handling().noted(user, note, nowMs);
        return done(alarm, alarm.status(), handling, alarm.clock(), Reason.NOTED, user, note);
    }

    /** A screen shows it; only the first time counts. */
    public static Optional<Transition> painted(Alarm alarm, String user, long nowMs) {
        if (alarm.clock().at(Stamp.PAINTED) != null) {
            return Optional.empty();
        }
        Alarm after = alarm.next(alarm.status(), alarm.handling(), alarm.clock().with(Stamp.PAINTED, nowMs));
        return Optional.of(new Transition(alarm, after, Reason.PAINTED, user, ""));
    }

    /** The moment it first leaves for the screens; no change of its own, the stamp travels with the alarm. */
    public static Alarm sent(Alarm alarm, long nowMs) {
        if (alarm.clock().at(Stamp.SENT) != null) {
            return alarm;
        }
        Clock clock = alarm.clock().with(Stamp.SENT, nowMs);
        return new Alarm(alarm.origin(), alarm.status(), alarm.handling(), clock, alarm.version());
    }

    /** The same alarm as it must be shown while the records do not take it. */
    public static Alarm notStored(Alarm alarm) {
        return new Alarm(alarm.origin(), alarm.status().notStored(), alarm.handling(), alarm.clock(), alarm.version());
    }

    private static Decision end(Alarm alarm, String user, String note, long nowMs, Reason reason) {
        Status status = alarm.status().in(AlarmState.CLOSED, alarm.status().active());
        Handling handling = alarm.handling().noted(user, note, nowMs);
        return done(alarm, status, handling, alarm.clock().with(Stamp.CLOSED, nowMs), reason, user, note);
    }

    private static Decision closedAlready() {
        return Decision.refused("the alarm is closed");
    }

    private static Decision done(
            Alarm alarm, Status status, Handling handling, Clock clock, Reason reason, String user, String note) {
        Alarm after = alarm.next(status, handling, clock);
        return Decision.of(new Transition(alarm, after, reason, user, note == null ? "" : note));
    }
}
