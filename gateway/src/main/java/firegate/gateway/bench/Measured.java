package firegate.gateway.bench;

import java.time.Duration;
import java.util.List;

/**
 * One round against firegate.
 *
 * @param quarters what waited after a quarter, half, three quarters and the whole of the round
 * @param drain from the last acknowledgement until everything acknowledged was judged, stored and visible
 */
record Measured(LoadResult load, List<Backlog> quarters, Duration drain) {

    /** Messages a second, from the first one sent until nothing waits any more. */
    double sustained() {
        return load.acknowledged() * 1e9 / load.took().plus(drain).toNanos();
    }
}
