package firegate.gateway.mqtt;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sessions of the listener and the connection that each belongs to. Thread-safe: connections of one session may be on
 * different event loops.
 *
 * <p>A newcomer first {@linkplain #claim claims} the session, which ends the connection before it, then {@linkplain #resume
 * resumes} it once that one has handed over all that it read, so that the order of a device's readings is kept.
 */
final class Sessions {

    private static final long WHILE_CONNECTED = Long.MAX_VALUE;

    private static final class Slot {
        private volatile Connection owner;
        private volatile Session session;
        private volatile long keepUntilMs;

        boolean stored(long nowMs) {
            return session != null && nowMs < keepUntilMs;
        }
    }

    /** @param present whether the client's earlier session goes on */
    record Resumed(Session session, boolean present) {}

    private final Map<SessionKey, Slot> slots = new ConcurrentHashMap<>();
    private final AtomicInteger connected = new AtomicInteger();
    private final int maxConnected;
    private final int maxSessions;
    private final InstantSource clock;

    Sessions(int maxConnected, int maxSessions, InstantSource clock) {
        this.maxConnected = maxConnected;
        this.maxSessions = maxSessions;
        this.clock = clock;
    }

    /**
     * Takes one place among the connections; false when there is none left. A client that is still connected gets one more
     * for the moment in which its old connection ends.
     */
    boolean reserve(SessionKey key) {
        Slot known = slots.get(key);
        boolean returning = known != null && known.owner != null;
        if (connected.incrementAndGet() > maxConnected && !returning) {
            connected.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Gives the place back that {@link #reserve} took. */
    void leave() {
        connected.decrementAndGet();
    }

    int connected() {
        return connected.get();
    }

    int kept() {
        return slots.size();
    }

    /** @return completes when the connection that had the session, if any, has let go of it */
    CompletableFuture<Void> claim(SessionKey key, Connection newcomer) {
        Connection[] before = new Connection[1];
        slots.compute(key, (k, known) -> {
            Slot slot = known == null ? new Slot() : known;
            before[0] = slot.owner;
            slot.owner = newcomer;
            return slot;
        });
        return before[0] == null ? CompletableFuture.completedFuture(null) : before[0].takenOver();
    }

    /** The session for a connection that claimed it. */
    Resumed resume(SessionKey key, boolean clean) {
        Resumed[] resumed = new Resumed[1];
        slots.compute(key, (k, known) -> {
            Slot slot = known == null ? new Slot() : known;
            boolean present = !clean && slot.stored(clock.millis());
            if (!present) {
                slot.session = new Session();
            }
            slot.keepUntilMs = WHILE_CONNECTED;
            resumed[0] = new Resumed(slot.session, present);
            return slot;
        });
        return resumed[0];
    }

    /**
     * A connection ends.
     *
     * @param session null when it had claimed but not resumed one
     * @param keepMs how long the session waits for its client
     */
    void release(SessionKey key, Connection owner, Session session, long keepMs) {
        slots.computeIfPresent(key, (k, slot) -> {
            long now = clock.millis();
            if (session != null && slot.session == session) {
                slot.keepUntilMs = slots.size() > maxSessions ? now : now + keepMs;
            }
            if (slot.owner == owner) {
                slot.owner = null;
            }
            return slot.owner == null && !slot.stored(now) ? null : slot;
        });
    }

    /** Forgets the sessions whose clients stayed away too long. */
    void expire() {
        long now = clock.millis();
        slots.forEach((key, seen) -> {
            if (!seen.stored(now)) {
                // looked at again under the map's lock: its client may be coming back at this moment
                slots.computeIfPresent(key, (k, slot) -> slot.owner == null && !slot.stored(now) ? null : slot);
            }
        });
    }
}
