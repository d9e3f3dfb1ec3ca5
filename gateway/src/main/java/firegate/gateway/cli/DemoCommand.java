package firegate.gateway.cli;

import firegate.gateway.config.DataDirectoryException;
import firegate.gateway.demo.Demo;
import firegate.gateway.demo.DemoConfig;
import firegate.gateway.demo.DemoDirectory;
import firegate.gateway.demo.DemoException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code firegate demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Runs a gateway of its own with an invented town of 300 devices, in which something happens every few minutes.",
            "It listens on 127.0.0.1 only, unless FIREGATE_HTTP_HOST or FIREGATE_MQTT_LISTENER_HOST say otherwise; ports are"
                    + " FIREGATE_HTTP_PORT (8080) and FIREGATE_MQTT_LISTENER_PORT (1883). Other settings, and the data of"
                    + " a real gateway, are left alone."
        })
public final class DemoCommand implements Callable<Integer> {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Map<String, String> environment;
    private final InstantSource clock;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "keep the data here: a new or empty directory, or one that a demo made; without it they are"
                    + " among the temporary files and removed at the end")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--incident-every",
            paramLabel = "TIME",
            converter = DurationText.class,
            defaultValue = "3m",
            description = "from one incident to the next (${DEFAULT-VALUE})")
    private Duration incidentEvery;

    @Spec
    private CommandSpec spec;

    public DemoCommand(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        StopSignal stop = StopSignal.install();
        try (DemoDirectory directory = data.map(DemoDirectory::at).orElseGet(DemoDirectory::fresh)) {
            DemoConfig config = DemoConfig.read(environment, directory);
            Instant lastAlive = directory.lastAlive().orElse(Instant.EPOCH);
            directory.mark(config.password());
            try (Demo demo = new Demo(config, clock)) {
                start(demo, config, lastAlive);
                announce(demo, config, directory);
                live(demo, directory, stop);
            }
        } catch (DemoException e) {
            stop.leave(2);
            throw CommandFailure.refused(e.getMessage());
        } catch (CommandFailure e) {
            stop.leave(e.exitCode());
            throw e;
        }
        return stop.leave(0);
    }

    private void start(Demo demo, DemoConfig config, Instant lastAlive) {
        try {
            demo.start(config, lastAlive, incidentEvery);
        } catch (DataDirectoryException e) {
            throw CommandFailure.failed(e.getMessage(), e);
        } catch (Exception e) {
            throw CommandFailure.failed("the demo cannot start: " + e.getMessage(), e);
        }
    }

    private void announce(Demo demo, DemoConfig config, DemoDirectory directory) {
        if (!config.leftAside().isEmpty()) {
            err().println("a demo leaves these settings aside: " + String.join(", ", config.leftAside()));
        }
        err().flush();
        PrintWriter out = spec.commandLine().getOut();
        out.println(demo.readyLine());
        out.println("demo data (演示数据), all invented; log in as admin with the password " + config.password());
        out.println(data.isPresent() ? "data are kept in " + directory.path() : "Ctrl-C ends it and removes its data");
        out.flush();
    }

    /** Until it is asked to stop; tells what happens in the town. */
    private void live(Demo demo, DemoDirectory directory, StopSignal stop) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Instant told = clock.instant();
        while (!stop.await(LOOK_EVERY)) {
            Instant now = clock.instant();
            demo.incidents(told, now).forEach(out::println);
            out.flush();
            told = now;
            directory.alive(now);
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
