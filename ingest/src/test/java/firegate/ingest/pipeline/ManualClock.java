package firegate.ingest.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is set. */
final class ManualClock implements InstantSource {

    private final AtomicLong nowMs;

    ManualClock(long nowMs) {
        this.nowMs = new AtomicLong(nowMs);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMs.get());
    }

    @Override
    public long millis() {
        return nowMs.get();
    }

    void advance(Duration by) {
        nowMs.addAndGet(by.toMillis());
    }

    void set(long ms) {
        nowMs.set(ms);
    }
}
