package firegate.gateway.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Puts a load on firegate and watches what waits meanwhile, and until nothing does. */
final class FiregateRound {

    private static final long LOOK_MS = 25;
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);

    private final FiregateServer firegate;

    FiregateRound(FiregateServer firegate) {
        this.firegate = firegate;
    }

    /** @throws IOException when messages were not acknowledged, or wait without end */
    Measured run(LoadOptions options) throws IOException, InterruptedException {
        List<Backlog> quarters = new ArrayList<>();
        AtomicReference<IOException> failure = new AtomicReference<>();
        Load load = new Load(options);
        Thread watching = new Thread(() -> watch(load, options.atMost(), quarters, failure), "bench-watch");
        watching.setDaemon(true);
        watching.start();
        LoadResult result = load.run(1);
        long end = System.nanoTime();
        if (!result.complete()) {
            throw new IOException("firegate did not acknowledge everything: " + result);
        }
        Duration drain = drain(end);
        watching.join();
        if (failure.get() != null) {
            throw failure.get();
        }
        return new Measured(result, List.copyOf(quarters), drain);
    }

    private void watch(Load load, Duration length, List<Backlog> quarters, AtomicReference<IOException> failure) {
        try {
            load.awaitStart();
            long start = System.nanoTime();
            for (int quarter = 1; quarter <= 4; quarter++) {
                long left = start + length.toNanos() * quarter / 4 - System.nanoTime();
                Thread.sleep(Math.max(0, left / 1_000_000));
                quarters.add(firegate.backlog());
            }
        } catch (IOException e) {
            failure.set(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration drain(long end) throws IOException, InterruptedException {
        while (!firegate.backlog().none()) {
            if (System.nanoTime() - end > LONGEST_DRAIN.toNanos()) {
                throw new IOException("still waiting after " + LONGEST_DRAIN + ": " + firegate.backlog());
            }
            Thread.sleep(LOOK_MS);
        }
        return Duration.ofNanos(System.nanoTime() - end);
    }
}
