package firegate.gateway.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A server of ours: it ends with us, however we end. */
final class Child implements AutoCloseable {

    private static final long STOP_S = 15;

    private final Process process;
    private final Thread hook;

    Child(ProcessBuilder builder) throws IOException {
        process = builder.start();
        hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Process process() {
        return process;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(null, STOP_S, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
