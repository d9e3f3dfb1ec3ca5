package firegate.gateway.simulate;

/**
 * The town's time against that of this machine.
 *
 * @param speed how many times faster the town's time passes
 */
public record TownClock(long machineStartMs, long townStartMs, double speed) {

    /** The town lives here and now. */
    public static final TownClock NOW = new TownClock(0, 0, 1);

    public long townMs(long machineMs) {
        return townStartMs + (long) ((machineMs - machineStartMs) * speed);
    }

    public long machineMs(long townMs) {
        return machineStartMs + (long) Math.ceil((townMs - townStartMs) / speed);
    }
}
