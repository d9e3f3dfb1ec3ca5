package firegate.gateway.cli;

import firegate.gateway.Firegate;
import firegate.gateway.config.Config;
import firegate.gateway.config.DataDirectoryException;
import firegate.gateway.demo.DemoDirectory;
import firegate.ingest.records.RecordsException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code firegate serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Runs the gateway: devices push over MQTT and HTTP, people use the console.",
            "Prints one line when it is ready. SIGTERM or Ctrl-C finishes what was begun and ends it."
        })
public final class ServeCommand implements Callable<Integer> {
    private final Map<String, String> environment;
    private final InstantSource clock;

    @Mixin
    private ConfigOptions options;

    @Spec
    private CommandSpec spec;

    public ServeCommand(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        Config config = options.read(environment);
        if (DemoDirectory.marked(config.data())) {
            throw CommandFailure.refused("data directory " + config.data()
                    + " was made by firegate demo: everything in it is invented. Give serve another one with --data");
        }
        Firegate firegate = new Firegate(config, clock);
        try {
            firegate.start();
        } catch (DataDirectoryException | RecordsException e) {
            firegate.close();
            throw CommandFailure.failed(e.getMessage(), e);
        } catch (Exception e) {
            firegate.close();
            throw CommandFailure.failed("firegate cannot start: " + e.getMessage(), e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(firegate), "stop"));
        PrintWriter err = spec.commandLine().getErr();
        firegate.firstPassword()
                .ifPresent(password -> err.println("user admin, password " + password + " (shown only this once)"));
        err.flush();
        PrintWriter out = spec.commandLine().getOut();
        out.println(firegate.readyLine());
        out.flush();
        new CountDownLatch(1).await();
        return 0;
    }

    /** The exit code after SIGTERM would be 143; a clean end is 0. */
    private static void stop(Firegate firegate) {
        firegate.close();
        Runtime.getRuntime().halt(0);
    }
}
