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

/** What an alarm becomes by signals and by time: pure, {@code (alarm, signal, now) → transition}. */
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
                signal.test() || seen.siteTest(),
                seen.stored(),
                1,
                seen.measured(),
                seen.message());
        Map<Stamp, Long> stamps = new EnumMap<>(Stamp.class);
        stamps.put(Stamp.DEVICE, signal.eventMs());
        stamps.put(Stamp.RECEIVED, signal.receivedMs());
        stamps.put(Stamp.RAISED, seen.nowMs());
        Clock clock = new Clock(stamps).with(Stamp.JOURNALED, seen.journaledMs());
        Attention attention =
                Attention.NONE.tested(status.test() && !signal.test()).flapping(seen.flapping());
        Alarm alarm = new Alarm(origin, status, Handling.NONE, attention, clock, 1);
        return new Transition(null, alarm, Reason.RAISED, SYSTEM, seen.message().en());
    }

    private static Transition again(Alarm alarm, Signal signal, Sighting seen) {
        Status was = alarm.status();
        boolean higher = signal.severity().compareTo(was.severity()) > 0;
        boolean merged = !was.stored() && seen.stored();
        boolean back = !was.active();
        boolean test = was.test() && (signal.test() || seen.siteTest());
        boolean inEarnest = was.test() && !test;
        boolean now = was.late() && !seen.late();
        boolean escalated = higher || inEarnest || now;
        Severity severity = higher ? signal.severity() : was.severity();
        Status status = new Status(
                escalated || back ? AlarmState.ACTIVE_UNACKED : was.state(),
                severity,
                true,
                was.late() && seen.late(),
                test,
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
        Attention attention = alarm.attention().tested(test && !signal.test()).flapping(seen.flapping());
        Handling handling = escalated || back ? questioned(alarm.handling()) : alarm.handling();
        return new Transition(
                alarm,
                alarm.next(status, handling, clock).with(attention),
                reason,
                SYSTEM,
                seen.message().en());
    }

    /** What was found to be no fire may be one now; what was confirmed stays so. */
    private static Handling questioned(Handling handling) {
        return handling.verdict() == Verdict.CONFIRMED_FIRE ? handling : handling.judged(null);
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
        Alarm after = alarm.next(
                alarm.status().in(AlarmState.CLOSED, false),
                alarm.handling().under(seen.successor()),
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
        return new Alarm(
                alarm.origin(),
                alarm.status(),
                was.over(List.copyOf(children)),
                alarm.attention(),
                alarm.clock(),
                alarm.version());
    }

    /** A parent alarm stands for it from now on: it goes on by itself, without a sound. */
    public static Transition adopted(Alarm alarm, String parent) {
        Alarm after = alarm.next(alarm.status(), alarm.handling().under(parent), alarm.clock());
        return new Transition(alarm, after, Reason.ADOPTED, SYSTEM, "alarm " + parent + " stands for it");
    }

    /** The alarm that stood for it has ended. */
    public static Transition released(Alarm alarm) {
        Alarm after = alarm.next(alarm.status(), alarm.handling().under(null), alarm.clock());
        String parent = alarm.handling().parent();
        return new Transition(alarm, after, Reason.RELEASED, SYSTEM, "alarm " + parent + " stands for it no longer");
    }

    /** Its site's test mode has ended, and the condition is still met: nobody has declared that a test. */
    public static Optional<Transition> inEarnest(Alarm alarm) {
        Status was = alarm.status();
        if (!alarm.attention().siteTest() || !was.active()) {
            return Optional.empty();
        }
        Alarm after = alarm.next(was.inEarnest(), questioned(alarm.handling()), alarm.clock())
                .with(alarm.attention().tested(false));
        String why = "the test mode of the site has ended and the condition is still met";
        return Optional.of(new Transition(alarm, after, Reason.ESCALATED, SYSTEM, why));
    }

    /** Nobody has acknowledged it for too long. */
    public static Optional<Transition> unattended(Alarm alarm, long nowMs) {
        int level = Escalation.level(alarm, nowMs);
        if (level == alarm.attention().escalation()) {
            return Optional.empty();
        }
        Alarm after = alarm.next(alarm.attention().escalated(level));
        long seconds = (nowMs - alarm.attention().unseenSinceMs()) / 1000;
        String detail = "level " + level + ": not acknowledged for " + seconds + " s";
        return Optional.of(new Transition(alarm, after, Reason.UNATTENDED, SYSTEM, detail));
    }

    /** The time for which it was put aside is over. */
    public static Optional<Transition> shelfEnded(Alarm alarm, long nowMs) {
        Attention.Shelf shelf = alarm.attention().shelf();
        if (shelf == null || shelf.untilMs() > nowMs) {
            return Optional.empty();
        }
        Alarm after = alarm.next(alarm.attention().on(null));
        return Optional.of(new Transition(alarm, after, Reason.SHELF_ENDED, SYSTEM, "put aside by " + shelf.by()));
    }

    /** Maintenance began or ended, or a flood is over. */
    public static Optional<Transition> resurveyed(Alarm alarm, Suppression.Surroundings around) {
        Alarm fitting = Attention.fitting(alarm, around, false);
        if (fitting.equals(alarm)) {
            return Optional.empty();
        }
        Suppression reason = fitting.attention().suppressed();
        Suppression was = alarm.attention().suppressed();
        Alarm after = alarm.next(fitting.attention());
        return Optional.of(
                reason == null
                        ? new Transition(alarm, after, Reason.UNSUPPRESSED, SYSTEM, "no longer: " + was.id())
                        : new Transition(alarm, after, Reason.SUPPRESSED, SYSTEM, reason.id()));
    }

    /**
     * The clock of the gateway was set, or it stood still for long. What was in the future counts as now; a major alarm waits
     * anew, so that the step does not call everybody at once.
     */
    public static Alarm clockStepped(Alarm alarm, long nowMs) {
        Attention attention = alarm.attention();
        Long since = attention.unseenSinceMs();
        Attention.Shelf shelf = attention.shelf();
        if (since != null && (since > nowMs || !alarm.critical())) {
            attention = attention.since(nowMs);
        }
        if (shelf != null && shelf.sinceMs() > nowMs) {
            long untilMs = nowMs + shelf.untilMs() - shelf.sinceMs();
            attention = attention.on(new Attention.Shelf(nowMs, untilMs, shelf.reason(), shelf.by()));
        }
        return attention.equals(alarm.attention()) ? alarm : alarm.with(attention);
    }

    /** A screen shows it to somebody who has not seen it yet; the first time is stamped. */
    public static Optional<Transition> painted(Alarm alarm, String user, long nowMs) {
        boolean first = alarm.clock().at(Stamp.PAINTED) == null;
        if (!first && alarm.attention().seenBy(user)) {
            return Optional.empty();
        }
        Clock clock = first ? alarm.clock().with(Stamp.PAINTED, nowMs) : alarm.clock();
        Alarm after = alarm.next(alarm.status(), alarm.handling(), clock)
                .with(alarm.attention().seen(user, nowMs));
        return Optional.of(new Transition(alarm, after, Reason.PAINTED, user, ""));
    }

    /** The moment it first leaves for the screens; no change of its own, the stamp travels with the alarm. */
    public static Alarm sent(Alarm alarm, long nowMs) {
        if (alarm.clock().at(Stamp.SENT) != null) {
            return alarm;
        }
        Clock clock = alarm.clock().with(Stamp.SENT, nowMs);
        return new Alarm(alarm.origin(), alarm.status(), alarm.handling(), alarm.attention(), clock, alarm.version());
    }

    /** The same alarm as it must be shown while the records do not take it. */
    public static Alarm notStored(Alarm alarm) {
        return new Alarm(
                alarm.origin(),
                alarm.status().notStored(),
                alarm.handling(),
                alarm.attention(),
                alarm.clock(),
                alarm.version());
    }
}
