package firegate.gateway.fleet;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** One event loop of a fleet; lets so many connections be opened at the same time, the others wait for their turn. */
final class FleetLoop extends VerticleBase {

    private final Deque<Runnable> turns = new ArrayDeque<>();
    private int free;

    FleetLoop(int connectingAtOnce) {
        this.free = connectingAtOnce;
    }

    void run(Runnable work) {
        context.runOnContext(unused -> work.run());
    }

    void after(long delayMs, Runnable work) {
        long timer = vertx.setTimer(Math.max(1, delayMs), unused -> work.run());
        assert timer >= 0;
    }

    io.vertx.core.Vertx vertx() {
        return vertx;
    }

    /** Opens a connection when it is its turn. On this loop only. */
    void inTurn(Supplier<Future<?>> opening) {
        Runnable turn = () -> {
            free--;
            opening.get().onComplete(done -> {
                free++;
                next();
            });
        };
        turns.addLast(turn);
        next();
    }

    private void next() {
        while (free > 0 && !turns.isEmpty()) {
            turns.pollFirst().run();
        }
    }
}
