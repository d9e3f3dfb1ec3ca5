package firegate.gateway.cli;

import firegate.gateway.fleet.BrokerAddress;
import firegate.gateway.fleet.DeviceLogin;
import firegate.gateway.fleet.FleetOptions;
import firegate.gateway.simulate.Simulation;
import firegate.gateway.simulate.TownClock;
import firegate.gateway.simulate.TownSheets;
import firegate.gateway.town.IncidentPlan;
import firegate.gateway.town.SampleTown;
import firegate.gateway.town.Town;
import firegate.gateway.town.TownDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code firegate simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Version.class,
        description = {
            "Plays a sample town of smoke detectors, hydrants and charging ports against any MQTT 3.1.1 broker or listener.",
            "Prints rates while it runs and a summary at its end; exit code 1 when a message was never acknowledged."
        })
public final class SimulateCommand implements Callable<Integer> {

    private static final int MAX_WAITING = 1_000;

    private final InstantSource clock;

    @Mixin
    private SimulateOptions options;

    @Spec
    private CommandSpec spec;

    public SimulateCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        options.check();
        Instant now = clock.instant();
        Instant from = options.start().orElse(now);
        Town made = SampleTown.of(
                options.seed, options.devices, from.atOffset(ZoneOffset.UTC).toLocalDate(), options.prefix);
        Town town = options.every().map(made::every).orElse(made);
        Function<String, DeviceLogin> logins = logins(town);
        write(town);
        return options.broker().isPresent() ? play(options.broker().get(), town, logins, now, from) : 0;
    }

    private int play(BrokerAddress broker, Town town, Function<String, DeviceLogin> logins, Instant now, Instant from)
            throws InterruptedException {
        IncidentPlan plan = IncidentPlan.of(town, options.kinds(), from.toEpochMilli(), options.incidentEvery);
        Simulation simulation = Simulation.start(
                FleetOptions.of(broker).withInFlight(options.inFlight).withMaxWaiting(MAX_WAITING),
                town,
                plan,
                options.faults(),
                logins,
                device -> options.topic.replace("{device}", device),
                options.qos,
                new TownClock(now.toEpochMilli(), from.toEpochMilli(), options.speed),
                clock,
                options.lastWait);
        SimulateReport report = new SimulateReport(
                simulation,
                town.devices().size(),
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
        StopSignal stop = StopSignal.install();
        report.watch(stop, options.duration);
        simulation.close();
        int exit = report.summary();
        return stop.leave(exit);
    }

    private Function<String, DeviceLogin> logins(Town town) {
        if (options.tokens.isEmpty()) {
            return device -> new DeviceLogin(
                    device, options.username.map(name -> name.replace("{device}", device)), options.password);
        }
        Map<String, String> tokens = tokens(options.tokens.get());
        List<String> without = town.devices().stream()
                .map(TownDevice::id)
                .filter(id -> !tokens.containsKey(id))
                .toList();
        if (!without.isEmpty()) {
            throw CommandFailure.refused("--tokens " + options.tokens.get() + " has no token for " + without.size()
                    + " of " + town.devices().size() + " devices, the first is " + without.get(0)
                    + "; allowed: a file with a token for each (see --write-devices)");
        }
        return device -> DeviceLogin.device(device, tokens.get(device));
    }

    private static Map<String, String> tokens(Path file) {
        try {
            return new HashMap<>(TownSheets.readTokens(file));
        } catch (IOException e) {
            throw CommandFailure.refused("--tokens " + file + " cannot be read: " + e);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.refused("--tokens " + e.getMessage());
        }
    }

    private void write(Town town) {
        write("--write-devices", options.writeDevices, town, TownSheets::writeDevices);
        write("--write-sites", options.writeSites, town, TownSheets::writeSites);
    }

    private interface Writer {
        void write(Town town, Path file) throws IOException;
    }

    private static void write(String option, Optional<Path> file, Town town, Writer writer) {
        if (file.isPresent()) {
            try {
                writer.write(town, file.get());
            } catch (IOException e) {
                throw CommandFailure.failed(option + " " + file.get() + " cannot be written: " + e, e);
            }
        }
    }
}
