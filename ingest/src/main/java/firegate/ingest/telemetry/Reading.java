package firegate.ingest.telemetry;

/**
 * One sample of a device at one instant, with its time already judged.
 *
 * @param timeMs the time it is stored and evaluated at, epoch milliseconds
 * @param timeSource where that time comes from
 * @param deviceTimeMs the time that the device gave, epoch milliseconds; {@link #NO_DEVICE_TIME} when it gave none
 */
public record Reading(long timeMs, TimeSource timeSource, long deviceTimeMs, MetricValues values) {

    public static final long NO_DEVICE_TIME = Long.MIN_VALUE;

    /** Metric name of the detector's own fire signal. */
    public static final String FIRE = "fire";

    public enum TimeSource {
        /** The device's own time. */
        DEVICE,
        /** The device gave no time: time of receipt. */
        RECEIPT,
        /** The device's time is beyond what is plausible: time of receipt, the original is kept beside it. */
        REPLACED
    }

    /** Whether this sample carries a true fire bit. */
    public boolean fire() {
        double fire = values.get(FIRE);
        return !Double.isNaN(fire) && fire != 0;
    }
}
