package firegate.dashboard.live;

import java.time.Duration;

/**
 * Limits of the live feed.
 *
 * @param mostScreens connections at a time
 * @param mostDevices devices that one screen may watch
 * @param mostWait how long a frame may wait for a client before it counts as too slow
 * @param mostSnapshotWait the same for the snapshot, which can be megabytes
 * @param mostWaitingBytes what may wait for one client behind its snapshot, about bytes
 * @param mostMessagesPerSecond what one client may send
 * @param closingTime how long a client has to answer a close before it is cut off
 */
public record LiveOptions(
        int mostScreens,
        int mostDevices,
        Duration mostWait,
        Duration mostSnapshotWait,
        long mostWaitingBytes,
        int mostMessagesPerSecond,
        Duration closingTime) {

    public static final LiveOptions DEFAULT = new LiveOptions(
            1_000, 1_000, Duration.ofSeconds(5), Duration.ofSeconds(60), 16 << 20, 100, Duration.ofSeconds(5));
}
