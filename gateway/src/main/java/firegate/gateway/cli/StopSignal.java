package firegate.gateway.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C or SIGTERM for a command that then ends what it has begun. */
final class StopSignal {

    private static final Duration MOST = Duration.ofMinutes(2);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int exitCode = 1;
    private volatile boolean leaving;

    private StopSignal() {}

    static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::asked, "stop"));
        return signal;
    }

    /** @return whether it was asked to stop within this time */
    boolean await(Duration most) throws InterruptedException {
        return asked.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The command has ended. @return its exit code, for a program that ends by itself */
    int leave(int code) {
        exitCode = code;
        leaving = true;
        ended.countDown();
        return code;
    }

    /** The exit code after a signal would be 143; a clean end has its own. */
    private void asked() {
        if (leaving) {
            return;
        }
        asked.countDown();
        try {
            if (!ended.await(MOST.toMillis(), TimeUnit.MILLISECONDS)) {
                exitCode = 1;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
