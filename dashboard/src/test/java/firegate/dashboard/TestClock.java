package firegate.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Real time, set forward by hand. */
final class TestClock implements InstantSource {

    private final AtomicLong aheadMs = new AtomicLong();

    @Override
    public Instant instant() {
        return InstantSource.system().instant().plusMillis(aheadMs.get());
    }

    void advance(Duration by) {
        aheadMs.addAndGet(by.toMillis());
    }
}
