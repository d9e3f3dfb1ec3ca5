package firegate.ingest.alarm;

import firegate.ingest.alarm.Suppression.Surroundings;
import java.util.ArrayList;
import java.util.List;

/**
 * How an alarm calls for people.
 *
 * @param unseenSinceMs since when it waits to be acknowledged, epoch milliseconds; null when it does not
 * @param escalation how often it has called for more people, 0 at first
 * @param shelf how a person has put it aside, or null
 * @param suppressed why it makes no sound, or null
 * @param siteTest whether it is a test only because its site is in test mode: no device has declared it
 * @param flapping whether the engine found that it comes and goes
 * @param told whether receivers outside were told of it, so that they must be told of its end
 * @param seen who had it on a screen, in order
 */
public record Attention(
        Long unseenSinceMs,
        int escalation,
        Shelf shelf,
        Suppression suppressed,
        boolean siteTest,
        boolean flapping,
        boolean told,
        List<Seen> seen) {

    static final Attention NONE = new Attention(null, 0, null, null, false, false, false, List.of());
    /** More people than these do not watch one console. */
    private static final int MOST_SEEN = 50;

    public Attention {
        seen = seen == null ? List.of() : seen;
    }

    /**
     * An alarm put aside.
     *
     * @param sinceMs epoch milliseconds
     * @param untilMs epoch milliseconds
     */
    public record Shelf(long sinceMs, long untilMs, String reason, String by) {}

    public record Seen(String user, long timeMs) {}

    boolean seenBy(String user) {
        return seen.stream().anyMatch(one -> one.user().equals(user)) || seen.size() >= MOST_SEEN;
    }

    Attention seen(String user, long nowMs) {
        List<Seen> next = new ArrayList<>(seen);
        next.add(new Seen(user, nowMs));
        return new Attention(unseenSinceMs, escalation, shelf, suppressed, siteTest, flapping, told, List.copyOf(next));
    }

    /** It waits to be acknowledged from now on. */
    Attention waiting(long sinceMs) {
        return new Attention(sinceMs, 0, shelf, suppressed, siteTest, flapping, told, seen);
    }

    /** It waits no longer. */
    Attention answered() {
        return new Attention(null, escalation, shelf, suppressed, siteTest, flapping, told, seen);
    }

    /** The same wait, counted from another moment. */
    Attention since(long sinceMs) {
        return new Attention(sinceMs, escalation, shelf, suppressed, siteTest, flapping, told, seen);
    }

    Attention escalated(int level) {
        return new Attention(unseenSinceMs, level, shelf, suppressed, siteTest, flapping, told, seen);
    }

    Attention on(Shelf newShelf) {
        return new Attention(unseenSinceMs, escalation, newShelf, suppressed, siteTest, flapping, told, seen);
    }

    Attention muted(Suppression reason) {
        return new Attention(unseenSinceMs, escalation, shelf, reason, siteTest, flapping, told, seen);
    }

    Attention tested(boolean bySite) {
        return new Attention(unseenSinceMs, escalation, shelf, suppressed, bySite, flapping, told, seen);
    }

    Attention flapping(boolean comesAndGoes) {
        return new Attention(unseenSinceMs, escalation, shelf, suppressed, siteTest, comesAndGoes, told, seen);
    }

    Attention announced() {
        return new Attention(unseenSinceMs, escalation, shelf, suppressed, siteTest, flapping, true, seen);
    }

    /** The alarm with the reason that applies to it now. */
    static Alarm fitting(Alarm alarm, Surroundings around, boolean raised) {
        Suppression reason = Suppression.of(alarm, around, raised);
        return reason == alarm.attention().suppressed()
                ? alarm
                : alarm.with(alarm.attention().muted(reason));
    }
}
