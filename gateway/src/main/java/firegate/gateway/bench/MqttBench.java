package firegate.gateway.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bin/bench mqtt}: firegate and Mosquitto under the same load, in turns. */
@Command(
        name = "mqtt",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "QoS 1 load on firegate, with everything on, and on Mosquitto, in turns; rates, latencies, ratios.",
            "Afterwards a steady load at a part of Mosquitto's rate, under which nothing may pile up.",
            "Exit code 0 when all that firegate acknowledged is in ledger and history exactly once, 1 when not."
        })
public final class MqttBench implements Callable<Integer> {

    private static final int SUBSCRIBED = 50;

    @Option(
            names = "--shapes",
            split = ",",
            converter = Shape.Converter.class,
            description = "connections x in flight @ part of Mosquitto's rate at which nothing may pile up")
    private List<Shape> shapes = List.of(new Shape(200, 20, 0.6), new Shape(10_000, 1, 0.5));

    @Option(names = "--rounds", description = "of each server, beside one to warm up")
    private int rounds = 3;

    @Option(names = "--seconds", description = "length of a round")
    private int seconds = 20;

    @Option(names = "--devices", description = "that the connections send for")
    private int devices = 10_000;

    @Option(names = "--firegate", split = " ", required = true, description = "command that runs firegate")
    private List<String> command;

    @Option(names = "--work", required = true, description = "empty directory for the data of both")
    private Path work;

    private boolean allStored = true;

    public static void main(String[] args) {
        System.exit(new CommandLine(new MqttBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "QoS 1, %,d devices, %d values a message, rounds of %d s in turns; firegate with %s%n",
                devices,
                TownTraffic.VALUES,
                seconds,
                "journal synced, rules, records, embedded history and a live screen");
        for (Shape shape : shapes) {
            compare(shape);
        }
        return allStored ? 0 : 1;
    }

    private void compare(Shape shape) throws Exception {
        Path directory = work.resolve(shape.connections() + "x" + shape.inFlight());
        Instant begun = Instant.now();
        try (MosquittoServer mosquitto = new MosquittoServer(directory.resolve("mosquitto"));
                FiregateServer firegate = new FiregateServer(command, directory.resolve("firegate"));
                LiveScreen screen = firegate.screen()) {
            TownTraffic town = new TownTraffic("d-", shape.connections(), devices, InstantSource.system());
            screen.subscribe(IntStream.range(0, Math.min(SUBSCRIBED, town.devices()))
                    .mapToObj(town::device)
                    .toList());
            StoredCounts stored = new StoredCounts(firegate, begun);
            List<LoadResult> theirs = new ArrayList<>();
            List<Measured> ours = new ArrayList<>();
            long acknowledged = 0;
            List<String> differences = new ArrayList<>();
            for (int round = 0; round <= rounds; round++) {
                LoadResult other = new Load(options(shape, mosquitto.port(), town, 0)).run(1);
                if (!other.complete()) {
                    throw new IOException("Mosquitto did not acknowledge everything: " + other);
                }
                Measured own = new FiregateRound(firegate).run(options(shape, firegate.mqttPort(), town, 0));
                acknowledged += own.load().acknowledged();
                differences.addAll(stored.differences(acknowledged, town));
                if (round > 0) {
                    theirs.add(other);
                    ours.add(own);
                }
            }
            MqttReport report = new MqttReport(System.out, shape, theirs, ours);
            report.print();
            long perSecond = Math.round(shape.steady() * report.mosquitto());
            Measured steady = new FiregateRound(firegate).run(options(shape, firegate.mqttPort(), town, perSecond));
            report.print(steady);
            acknowledged += steady.load().acknowledged();
            differences.addAll(stored.differences(acknowledged, town));
            allStored &= differences.isEmpty();
            report.line("stored, counted after each round", verdict(differences, acknowledged));
        }
    }

    private static String verdict(List<String> differences, long acknowledged) {
        return differences.isEmpty()
                ? String.format(
                        Locale.ROOT,
                        "ledger = acknowledged = %,d messages; history has their %,d values",
                        acknowledged,
                        acknowledged * TownTraffic.VALUES)
                : "WRONG: " + String.join("; ", differences);
    }

    private LoadOptions options(Shape shape, int port, Traffic traffic, long perSecond) {
        return new LoadOptions(
                "127.0.0.1",
                port,
                shape.connections(),
                shape.inFlight(),
                LoadOptions.ENDLESS,
                Duration.ofSeconds(seconds),
                perSecond,
                Optional.empty(),
                traffic,
                false,
                Optional.empty());
    }
}
