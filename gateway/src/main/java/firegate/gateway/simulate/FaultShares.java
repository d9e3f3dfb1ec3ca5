package firegate.gateway.simulate;

/**
 * How much goes wrong, as shares from 0 to 1.
 *
 * @param badClocks of the devices, whose clock is off for good
 * @param dropouts of the messages, behind which the device loses its network for a while
 * @param duplicates of the messages, which are sent twice
 * @param buffered of the devices, which collect readings and send several in one message
 * @param garbage of the messages, which cannot be understood
 */
public record FaultShares(double badClocks, double dropouts, double duplicates, double buffered, double garbage) {

    public static final FaultShares NONE = new FaultShares(0, 0, 0, 0, 0);
}
