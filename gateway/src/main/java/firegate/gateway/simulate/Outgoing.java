package firegate.gateway.simulate;

import java.time.Duration;

/**
 * One message of a device.
 *
 * @param dueMs when it is sent, in the town's time
 * @param readings how many it holds; 0: it is garbage
 * @param again whether it is the same message once more
 * @param away how long the device is off the network afterwards; zero: it is not
 */
public record Outgoing(long dueMs, byte[] body, int readings, boolean again, Duration away) {

    public boolean garbage() {
        return readings == 0;
    }
}
