package firegate.ingest.alarm;

import firegate.ingest.device.Kind;
import firegate.ingest.rule.Severity;
import firegate.ingest.rule.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One alarm from its raising to its end. Immutable; {@link AlarmLifecycle} makes the next one.
 *
 * @param version counts the changes; a person's command names the version that it was decided on
 */
public record Alarm(Origin origin, Status status, Handling handling, Attention attention, Clock clock, long version) {

    public Alarm {
        attention = attention == null ? Attention.NONE : attention;
    }

    public String id() {
        return origin.id();
    }

    public boolean open() {
        return status.state() != AlarmState.CLOSED;
    }

    /**
     * What does not change.
     *
     * @param id sortable by time of raising
     * @param subject {@code device:ID}, {@code site:ID} or {@code area:ID}
     * @param device null when the subject is a site or an area
     * @param site the device's site at the time, or null
     * @param latched whether it stays until a person resets it
     */
    public record Origin(
            String id,
            String subject,
            String device,
            String site,
            Kind kind,
            String rule,
            int ruleVersion,
            boolean latched,
            Text title) {}

    /**
     * What readings change.
     *
     * @param severity the highest that was reached
     * @param active whether the condition is met now
     * @param late raised from a reading that was old when it came
     * @param test the device declared a test
     * @param stored whether the reading behind it is in the journal and the alarm in the records
     * @param count readings that showed the condition
     */
    public record Status(
            AlarmState state,
            Severity severity,
            boolean active,
            boolean late,
            boolean test,
            boolean stored,
            int count,
            Measured value,
            Text message) {

        Status in(AlarmState newState, boolean nowActive) {
            return new Status(newState, severity, nowActive, late, test, stored, count, value, message);
        }

        /** Not a test after all: it calls for people. */
        Status inEarnest() {
            return new Status(AlarmState.ACTIVE_UNACKED, severity, true, late, false, stored, count, value, message);
        }

        Status notStored() {
            return new Status(state, severity, active, late, test, false, count, value, message);
        }
    }

    /** @param unit empty for booleans */
    public record Measured(String metric, double value, String unit) {}

    /**
     * What people, and other alarms, made of it.
     *
     * @param parent the alarm that stands for this one, or null
     * @param children alarms that this one stands for
     * @param judgement what a person found it to be, or null while nobody has said
     * @param assignee user who takes care of it, or null
     */
    public record Handling(
            String acknowledgedBy,
            List<Note> notes,
            String parent,
            List<String> children,
            Judgement judgement,
            String assignee) {

        static final Handling NONE = new Handling(null, List.of(), null, List.of(), null, null);

        /** With a note, unless it is empty. */
        Handling noted(String user, String text, long nowMs) {
            if (text == null || text.isBlank()) {
                return this;
            }
            List<Note> next = new ArrayList<>(notes);
            next.add(new Note(nowMs, user, text.strip()));
            return new Handling(acknowledgedBy, List.copyOf(next), parent, children, judgement, assignee);
        }

        Handling acknowledged(String user) {
            return new Handling(user, notes, parent, children, judgement, assignee);
        }

        Handling judged(Judgement next) {
            return new Handling(acknowledgedBy, notes, parent, children, next, assignee);
        }

        Handling assigned(String user) {
            return new Handling(acknowledgedBy, notes, parent, children, judgement, user);
        }

        Handling under(String newParent) {
            return new Handling(acknowledgedBy, notes, newParent, children, judgement, assignee);
        }

        Handling over(List<String> newChildren) {
            return new Handling(acknowledgedBy, notes, parent, newChildren, judgement, assignee);
        }

        /** {@link Verdict#UNVERIFIED} while nobody has said. */
        public Verdict verdict() {
            return judgement == null ? Verdict.UNVERIFIED : judgement.verdict();
        }
    }

    /** @param cause only of a false alarm, else null */
    public record Judgement(Verdict verdict, FalseCause cause, String by, long timeMs) {}

    public record Note(long timeMs, String user, String text) {}

    /** The same alarm, changed. */
    Alarm next(Status newStatus, Handling newHandling, Clock newClock) {
        return new Alarm(origin, newStatus, newHandling, attention, newClock, version + 1);
    }

    /** The same alarm, calling otherwise for people. */
    Alarm next(Attention newAttention) {
        return new Alarm(origin, status, handling, newAttention, clock, version + 1);
    }

    /** Without counting as a change. */
    Alarm with(Attention newAttention) {
        return new Alarm(origin, status, handling, newAttention, clock, version);
    }

    /** Whether somebody must still say that it is seen. */
    public boolean unacknowledged() {
        return status.state() == AlarmState.ACTIVE_UNACKED || status.state() == AlarmState.RETURNED_UNACKED;
    }

    public boolean critical() {
        return status.severity() == Severity.CRITICAL;
    }

    /** Names the subject and the rule, of which at most one alarm is open. */
    public String key() {
        return key(origin.subject(), origin.rule());
    }

    public static String key(String subject, String rule) {
        return subject + "|" + rule;
    }

    /** Its stamps; what has not happened is absent. */
    public record Clock(Map<Stamp, Long> stamps) {

        /** The moment of a stamp, epoch milliseconds, or null. */
        public Long at(Stamp stamp) {
            return stamps.get(stamp);
        }

        /** The same stamps with one set, or taken away by null. */
        Clock with(Stamp stamp, Long timeMs) {
            EnumMap<Stamp, Long> next = new EnumMap<>(Stamp.class);
            next.putAll(stamps);
            next.put(stamp, timeMs);
            next.values().removeIf(Objects::isNull);
            return new Clock(Collections.unmodifiableMap(next));
        }
    }

    /** In the order in which they come to pass. */
    public enum Stamp {
        /** The device's time of the reading that raised it. */
        DEVICE,
        /** Receipt of that reading. */
        RECEIVED,
        /** When that reading was durable. */
        JOURNALED,
        /** When the alarm was made. */
        RAISED,
        /** When it first left for the screens. */
        SENT,
        /** When a screen first said that it shows it. */
        PAINTED,
        ACKNOWLEDGED,
        /** When a person confirmed the fire. */
        CONFIRMED,
        /** When the county platform had it. */
        FORWARDED,
        /** When the condition last went away. */
        RETURNED,
        CLOSED;

        private final String id = name().toLowerCase(Locale.ROOT);

        public String id() {
            return id;
        }
    }
}
