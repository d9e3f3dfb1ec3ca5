package firegate.ingest.intake;

import firegate.ingest.journal.ReadingKey;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The readings of the last minutes, by their keys: for at least the window and at most one and a half times as long, unless
 * there are more than {@code maxKeys}; then the oldest are forgotten earlier. Time is time of receipt. Only the intake thread
 * uses it, except for {@link #coveredMs}.
 *
 * <p>The keys are in three generations. A new one begins after half a window, or when a third of the keys is used up; the
 * oldest is forgotten whole.
 */
final class DuplicateWindow {

    private static final int GENERATIONS = 3;

    private final long windowMs;
    private final int maxKeysEach;
    private final Deque<Generation> newestFirst = new ArrayDeque<>();
    private volatile long coveredMs;

    private static final class Generation {
        private final KeySet keys = new KeySet();
        private final long beganMs;
        private long lastMs;

        Generation(long beganMs) {
            this.beganMs = beganMs;
            this.lastMs = beganMs;
        }
    }

    /** @param beganMs since when it is given every reading */
    DuplicateWindow(long windowMs, int maxKeys, long beganMs) {
        this.windowMs = windowMs;
        this.maxKeysEach = maxKeys / GENERATIONS;
        newestFirst.addFirst(new Generation(beganMs));
    }

    /** Forgets what is older than it has to be, as seen from {@code nowMs}. */
    void advance(long nowMs) {
        if (nowMs - newestFirst.getFirst().beganMs >= windowMs / 2) {
            newestFirst.addFirst(new Generation(nowMs));
        }
        while (newestFirst.size() > 1 && nowMs - newestFirst.getLast().lastMs > windowMs) {
            newestFirst.removeLast();
        }
        bound(nowMs);
    }

    boolean contains(ReadingKey key) {
        for (Generation generation : newestFirst) {
            if (generation.keys.contains(key)) {
                return true;
            }
        }
        return false;
    }

    void add(ReadingKey key, long receivedMs) {
        Generation newest = newestFirst.getFirst();
        if (newest.keys.size() >= maxKeysEach) {
            newest = new Generation(receivedMs);
            newestFirst.addFirst(newest);
            bound(receivedMs);
        }
        newest.keys.add(key);
        newest.lastMs = Math.max(newest.lastMs, receivedMs);
    }

    /** How far back readings are recognised now; shorter than the window when there are too many. */
    long coveredMs() {
        return coveredMs;
    }

    private void bound(long nowMs) {
        boolean full = newestFirst.size() > GENERATIONS;
        while (newestFirst.size() > GENERATIONS) {
            newestFirst.removeLast();
        }
        long reach = nowMs - newestFirst.getLast().beganMs;
        coveredMs = full || reach < windowMs ? reach : windowMs;
    }
}
