package firegate.dashboard.auth;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down who tries passwords: so many tries for a user from an address, and so many in all from an address, then none for
 * a minute. A try counts when it begins, so that many at once gain nothing. Remembers a bounded number of addresses, those that
 * tried last.
 */
final class LoginThrottle {

    static final int TRIES_OF_USER = 10;
    static final int TRIES_OF_ADDRESS = 100;
    static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private final Map<String, Tries> tries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
            return size() > REMEMBERED;
        }
    };

    private static final class Tries {
        int count;
        long lastMs;
    }

    /** Counts a try; empty when it may go on, else how long to wait. */
    synchronized Optional<Duration> admit(String user, String address, long nowMs) {
        Tries ofUser = tries(key(user, address), nowMs);
        Tries ofAddress = tries(address, nowMs);
        long waitMs = Math.max(waitMs(ofUser, TRIES_OF_USER, nowMs), waitMs(ofAddress, TRIES_OF_ADDRESS, nowMs));
        if (waitMs > 0) {
            return Optional.of(Duration.ofMillis(waitMs));
        }
        for (Tries counted : new Tries[] {ofUser, ofAddress}) {
            counted.count++;
            counted.lastMs = nowMs;
        }
        return Optional.empty();
    }

    /** The password was right: earlier tries are forgiven. */
    synchronized void succeeded(String user, String address) {
        tries.remove(key(user, address));
        Tries ofAddress = tries.get(address);
        if (ofAddress != null && ofAddress.count > 0) {
            ofAddress.count--;
        }
    }

    private Tries tries(String key, long nowMs) {
        Tries known = tries.computeIfAbsent(key, k -> new Tries());
        if (nowMs - known.lastMs >= PAUSE.toMillis()) {
            known.count = 0;
        }
        return known;
    }

    private static long waitMs(Tries of, int allowed, long nowMs) {
        return of.count < allowed ? 0 : of.lastMs + PAUSE.toMillis() - nowMs;
    }

    private static String key(String user, String address) {
        return address + ' ' + user;
    }
}
