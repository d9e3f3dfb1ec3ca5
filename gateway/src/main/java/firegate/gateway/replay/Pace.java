package firegate.gateway.replay;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When a row is due: so many times as fast as it was recorded, or at once. */
public final class Pace {

    /** Lets time pass; a test only notes it. */
    public interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    /** As fast as messages are acknowledged. */
    public static final double MAX = Double.POSITIVE_INFINITY;

    private final double speed;
    private final LongSupplier nanos;
    private final Sleeper sleeper;
    private final long startNanos;

    /**
     * Starts now.
     *
     * @param speed recorded seconds in a second, more than 0; {@link #MAX} never waits
     * @param nanos a clock that only runs forward
     */
    public Pace(double speed, LongSupplier nanos, Sleeper sleeper) {
        this.speed = speed;
        this.nanos = nanos;
        this.sleeper = sleeper;
        this.startNanos = nanos.getAsLong();
    }

    /** Waits until {@code recordedMs} after the beginning of the recording is due. */
    public void await(long recordedMs) throws InterruptedException {
        long due = Math.round(recordedMs / speed * 1e6);
        long passed = nanos.getAsLong() - startNanos;
        if (due > passed) {
            sleeper.sleep(Duration.ofNanos(due - passed));
        }
    }

    public double secondsPassed() {
        return (nanos.getAsLong() - startNanos) / 1e9;
    }
}
