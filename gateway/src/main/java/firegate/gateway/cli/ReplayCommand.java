package firegate.gateway.cli;

import firegate.gateway.config.Problem;
import firegate.gateway.config.StrictYaml;
import firegate.gateway.fleet.BrokerAddress;
import firegate.gateway.replay.FleetOutlet;
import firegate.gateway.replay.Mapping;
import firegate.gateway.replay.MappingReader;
import firegate.gateway.replay.Pace;
import firegate.gateway.replay.Player;
import firegate.gateway.replay.Player.Placement;
import firegate.gateway.replay.Progress;
import firegate.gateway.replay.Recording;
import firegate.gateway.replay.Recordings;
import firegate.gateway.replay.Report;
import firegate.gateway.replay.Shift;
import firegate.gateway.replay.Tally;
import firegate.gateway.replay.Timing;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firegate replay FILE.csv --map MAP.yaml}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Plays recorded data (CSV) as devices over MQTT. A mapping file says which column is which metric of which device;",
            "docs/replay.md tells how to write one, docs/replay has some.",
            "Missing and impossible values are skipped and counted. Everything is checked before anything is sent.",
            "Devices send no kind: register them first (--list-devices), or firegate guesses it from the metrics."
        },
        footer = {"", "Exit codes: 0 everything was acknowledged, 1 something was not, 2 wrong usage, mapping or files."
        })
public final class ReplayCommand implements Callable<Integer> {
    private static final Duration REPORT_EVERY = Duration.ofSeconds(2);
    private static final int MOST_IN_FLIGHT = 10_000;
    private static final int MOST_CONNECTIONS = 64;

    private final InstantSource clock;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "CSV files, folders (all *.csv in them) or patterns such as 'runs/S*.csv'")
    private List<String> files = new ArrayList<>();

    @Option(names = "--map", required = true, paramLabel = "MAP", description = "mapping file (YAML)")
    private Path map;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "broker or firegate, mqtt://HOST[:PORT] or mqtts://HOST[:PORT]; default mqtt://127.0.0.1:1883")
    private String url = "mqtt://127.0.0.1:1883";

    @Option(names = "--username", paramLabel = "NAME", description = "MQTT user name: a device, or a gateway for many")
    private Optional<String> username = Optional.empty();

    @Option(names = "--password", paramLabel = "TEXT", description = "MQTT password: the token of that device")
    private Optional<String> password = Optional.empty();

    @Option(names = "--token", paramLabel = "TOKEN", description = "a device's token instead of user name and password")
    private Optional<String> token = Optional.empty();

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "with {device} for the device; default v1/devices/{device}/telemetry")
    private String topic = "v1/devices/{device}/telemetry";

    @ArgGroup
    private When when = new When();

    /** At most one of these. */
    static final class When {
        @Option(
                names = "--shift",
                paramLabel = "now",
                description = "times are moved so that the reference is now; this is the default")
        private String shift = "now";

        @Option(names = "--keep", description = "times stay as they are in the files")
        private boolean keep;

        @Option(
                names = "--start",
                paramLabel = "TIME",
                description = "times are moved so that the reference is this instant (ISO-8601 with offset)")
        private Optional<String> start = Optional.empty();
    }

    @Option(
            names = "--reference",
            paramLabel = "TIME",
            description = {
                "what is moved: first or last row, or a time as the files write it. Default: with --start the start of relative times,",
                "else the first row; with --shift now and more than real time the last row, because firegate does not believe",
                "times ahead of its clock"
            })
    private Optional<String> reference = Optional.empty();

    @Option(names = "--each", description = "move and begin each file by itself; without it all are moved alike")
    private boolean each;

    @Option(
            names = "--speed",
            paramLabel = "N",
            description = "times real time, such as 1 (default), 0.5 or 60; max: as fast as it is acknowledged")
    private String speed = "1";

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "most unacknowledged messages, 1 to 10000; default 200")
    private int inFlight = 200;

    @Option(names = "--connections", paramLabel = "N", description = "MQTT connections, 1 to 64; default 1")
    private int connections = 1;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "give up when nothing was acknowledged for so long; default 60")
    private int patience = 60;

    @Option(names = "--dry-run", description = "check everything and say what would be sent; sends nothing")
    private boolean dryRun;

    @Option(
            names = "--list-devices",
            description = "print the devices as CSV for 'firegate import devices'; sends nothing")
    private boolean listDevices;

    @Spec
    private CommandSpec spec;

    public ReplayCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        double factor = speed();
        check(when.shift.equals("now"), "--shift '" + when.shift + "': allowed is now");
        check(inFlight >= 1 && inFlight <= MOST_IN_FLIGHT, "--in-flight " + inFlight + ": allowed are 1 to 10000");
        check(
                connections >= 1 && connections <= Math.min(MOST_CONNECTIONS, inFlight),
                "--connections " + connections + ": allowed are 1 to 64, not more than --in-flight");
        check(patience >= 1, "--patience " + patience + ": allowed are seconds from 1");
        check(
                topic.contains("{device}") || topic.contains("/me/"),
                "--topic '" + topic + "': allowed is one with {device}");
        check(
                token.isEmpty() || (username.isEmpty() && password.isEmpty()),
                "--token stands beside --username or --password; allowed is one of them");
        check(username.isPresent() || password.isEmpty(), "--password needs --username");
        BrokerAddress broker = broker();
        Mapping mapping = mapping();
        List<Recording> recordings = recordings(mapping);
        PrintWriter out = spec.commandLine().getOut();
        if (listDevices) {
            Report.devices(recordings).forEach(out::println);
            out.flush();
            return 0;
        }
        Instant now = clock.instant();
        Map<Recording, Placement> placements = placements(mapping, recordings, factor, now);
        Timing.doubts(placements, factor, now).forEach(doubt -> note("note: " + doubt));
        plan(recordings);
        return dryRun ? 0 : play(recordings, placements, factor, broker);
    }

    private double speed() {
        if (speed.equals("max")) {
            return Pace.MAX;
        }
        try {
            double factor = Double.parseDouble(speed);
            check(factor > 0 && Double.isFinite(factor), "--speed " + speed + ": allowed are numbers above 0, or max");
            return factor;
        } catch (NumberFormatException e) {
            throw CommandFailure.refused("--speed '" + speed + "': allowed are numbers above 0, or max");
        }
    }

    private static void check(boolean right, String problem) {
        if (!right) {
            throw CommandFailure.refused(problem);
        }
    }

    private BrokerAddress broker() {
        try {
            return BrokerAddress.parse(url);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.refused("--url " + e.getMessage());
        }
    }

    private Mapping mapping() {
        StrictYaml.Result<Mapping> read = MappingReader.read(map);
        return read.value()
                .orElseThrow(() -> refused(
                        "mapping " + map,
                        read.problems().stream().map(Problem::toString).toList()));
    }

    private List<Recording> recordings(Mapping mapping) {
        List<String> problems = new ArrayList<>();
        List<Recording> recordings = Recordings.scan(Recordings.find(files, problems::add), mapping, problems::add);
        if (!problems.isEmpty()) {
            throw refused("files, by mapping " + map, problems);
        }
        return recordings;
    }

    private static CommandFailure refused(String what, List<String> problems) {
        String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return CommandFailure.refused(what + ": " + count + "\n  " + String.join("\n  ", problems));
    }

    private Map<Recording, Placement> placements(
            Mapping mapping, List<Recording> recordings, double factor, Instant now) {
        try {
            Shift shift = Timing.shift(mapping.time(), when.keep, when.start, reference, factor, now);
            return Player.place(recordings, shift, each);
        } catch (Timing.WrongTiming e) {
            throw CommandFailure.refused(e.getMessage());
        }
    }

    private void plan(List<Recording> recordings) {
        long rows = 0;
        long values = 0;
        long devices = 0;
        for (Recording of : recordings) {
            rows += of.tally().rows();
            values += of.tally().values();
            devices += of.devices().size();
        }
        note(String.format(
                Locale.ROOT, "%d files, %d devices, %,d rows, %,d values", recordings.size(), devices, rows, values));
    }

    private int play(
            List<Recording> recordings, Map<Recording, Placement> placements, double factor, BrokerAddress broker)
            throws InterruptedException {
        Optional<String> user = token.or(() -> username);
        FleetOutlet.Options options = new FleetOutlet.Options(broker, user, password, topic, connections, inFlight);
        try (FleetOutlet outlet = FleetOutlet.connect(options)) {
            Player player = new Player(recordings, placements, outlet, inFlight);
            Pace pace = new Pace(
                    factor, System::nanoTime, time -> Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000));
            try (ReplayWatch watch = new ReplayWatch(
                    player, pace, REPORT_EVERY, Duration.ofSeconds(patience), this::note, outlet::close)) {
                watch.start();
                player.play(pace);
            }
            return summary(player, pace);
        } catch (IllegalStateException e) {
            throw CommandFailure.failed(e.getMessage(), e);
        } catch (UncheckedIOException | IOException e) {
            throw CommandFailure.failed("a file could not be read to its end: " + e.getMessage(), e);
        }
    }

    private int summary(Player player, Pace pace) {
        Progress progress = player.progress();
        Tally tally = player.tally();
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "played %,d rows, %,d values in %,d messages, %,d acknowledged, in %.1f s (%,.0f messages/s)%n",
                tally.rows(),
                tally.values(),
                tally.messages(),
                progress.acknowledged(),
                pace.secondsPassed(),
                tally.messages() / Math.max(0.001, pace.secondsPassed()));
        out.println(
                tally.skipped().isEmpty()
                        ? "skipped nothing"
                        : "skipped " + tally.skippedValues() + ": " + Report.skipped(tally));
        out.flush();
        if (progress.failed() > 0) {
            note(progress.failed() + " messages were not acknowledged: " + player.firstFailure());
        }
        return progress.failed() > 0 ? 1 : 0;
    }

    private void note(String text) {
        spec.commandLine().getErr().println(text);
        spec.commandLine().getErr().flush();
    }
}
