package firegate.gateway.whole;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until the test puts it forward. */
final class TestClock implements InstantSource {

    private final AtomicLong ms;

    TestClock(Instant start) {
        ms = new AtomicLong(start.toEpochMilli());
    }

    void forward(Duration by) {
        ms.addAndGet(by.toMillis());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(ms.get());
    }
}
