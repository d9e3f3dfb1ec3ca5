package firegate.gateway.cli;

import firegate.gateway.fleet.BrokerAddress;
import firegate.gateway.simulate.FaultShares;
import firegate.gateway.town.IncidentKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What {@code firegate simulate} may be told; a picocli mixin. */
final class SimulateOptions {

    private static final int MOST_DEVICES = 1_000_000;
    private static final int MOST_IN_FLIGHT = 60_000;
    private static final int MOST_TOPIC = 1_000;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "broker or listener: mqtt://HOST:PORT or mqtts://HOST:PORT")
    private Optional<String> url = Optional.empty();

    @Option(names = "--devices", required = true, paramLabel = "N", description = "how many devices")
    int devices;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "the same seed and --from give the same messages (${DEFAULT-VALUE})")
    long seed;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "the town's time at the start, ISO-8601 with offset; default: now")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "1",
            description = "how many times faster the town's time passes; needs --from (${DEFAULT-VALUE})")
    double speed;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            converter = DurationText.class,
            description = "all devices report so often; default: as their kind does, 1m to 30m")
    private Optional<Duration> interval = Optional.empty();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "messages of all devices in a second, instead of --interval")
    private Optional<Double> rate = Optional.empty();

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationText.class,
            description = "ends by itself after this time; default: with Ctrl-C")
    Optional<Duration> duration = Optional.empty();

    @Option(
            names = "--incidents",
            paramLabel = "KIND,…",
            split = ",",
            defaultValue = "none",
            description =
                    "none, all, or some of: kitchen-smoke, stolen-water, charging-fire, dust, burst-main, self-test,"
                            + " dead-battery, area-outage (${DEFAULT-VALUE})")
    private List<String> incidents;

    @Option(
            names = "--incident-every",
            paramLabel = "TIME",
            converter = DurationText.class,
            defaultValue = "3m",
            description = "from one incident to the next (${DEFAULT-VALUE})")
    Duration incidentEvery;

    @Option(
            names = "--bad-clocks",
            paramLabel = "SHARE",
            converter = ShareText.class,
            defaultValue = "0",
            description = "of the devices have a clock that is off by seconds to years")
    private double badClocks;

    @Option(
            names = "--dropouts",
            paramLabel = "SHARE",
            converter = ShareText.class,
            defaultValue = "0",
            description = "of the messages are followed by a loss of the network, 2 to 30 s long")
    private double dropouts;

    @Option(
            names = "--duplicates",
            paramLabel = "SHARE",
            converter = ShareText.class,
            defaultValue = "0",
            description = "of the messages are sent twice")
    private double duplicates;

    @Option(
            names = "--buffered",
            paramLabel = "SHARE",
            converter = ShareText.class,
            defaultValue = "0",
            description = "of the devices send 5 to 20 readings in one message")
    private double buffered;

    @Option(
            names = "--garbage",
            paramLabel = "SHARE",
            converter = ShareText.class,
            defaultValue = "0",
            description = "of the messages cannot be understood")
    private double garbage;

    @Option(names = "--qos", paramLabel = "0|1", defaultValue = "1", description = "(${DEFAULT-VALUE})")
    int qos;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "20",
            description = "unacknowledged messages of a device at most (${DEFAULT-VALUE})")
    int inFlight;

    @Option(
            names = "--last-wait",
            paramLabel = "TIME",
            converter = DurationText.class,
            defaultValue = "15s",
            description = "how long acknowledgements are waited for at the end (${DEFAULT-VALUE})")
    Duration lastWait;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "v1/devices/{device}/telemetry",
            description = "with {device} in place of the device (${DEFAULT-VALUE})")
    String topic;

    @Option(names = "--username", paramLabel = "NAME", description = "for all devices; {device} stands for the device")
    Optional<String> username = Optional.empty();

    @Option(names = "--password", paramLabel = "TEXT", description = "for all devices")
    Optional<String> password = Optional.empty();

    @Option(
            names = "--tokens",
            paramLabel = "FILE.csv",
            description = "columns id and token, as firegate import reports them: each device shows its own")
    Optional<Path> tokens = Optional.empty();

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            defaultValue = "sim-",
            description = "all ids begin with it (${DEFAULT-VALUE})")
    String prefix;

    @Option(
            names = "--write-devices",
            paramLabel = "FILE.csv",
            description = "write the devices for firegate import; without --url nothing else is done")
    Optional<Path> writeDevices = Optional.empty();

    @Option(names = "--write-sites", paramLabel = "FILE.csv", description = "the same for the sites")
    Optional<Path> writeSites = Optional.empty();

    /** Complains about what picocli lets pass. */
    void check() {
        within("--devices", devices, 1, MOST_DEVICES);
        within("--qos", qos, 0, 1);
        within("--in-flight", inFlight, 1, MOST_IN_FLIGHT);
        refuseIf(!(speed > 0 && speed <= 100_000), "--speed", speed, "more than 0 and at most 100000");
        refuseIf(
                speed != 1 && from.isEmpty(),
                "--speed",
                speed,
                "1, or --from with it: the town would live in the future");
        refuseIf(rate.isPresent() && interval.isPresent(), "--rate", rate.orElse(0.0), "not together with --interval");
        refuseIf(rate.isPresent() && !(rate.get() > 0), "--rate", rate.orElse(0.0), "a number above 0");
        refuseIf(
                topic.isEmpty() || topic.length() > MOST_TOPIC || topic.matches(".*[#+\0].*"),
                "--topic",
                topic,
                "an MQTT topic without + and #, such as v1/devices/{device}/telemetry");
        refuseIf(
                !prefix.matches("[\\p{L}\\p{N}._:@-]{0,64}"),
                "--prefix",
                prefix,
                "up to 64 letters, digits or . _ : @ -");
        refuseIf(password.isPresent() && username.isEmpty(), "--password", "***", "only together with --username");
        refuseIf(
                tokens.isPresent() && username.isPresent(),
                "--tokens",
                tokens.orElse(null),
                "not together with --username");
        refuseIf(
                url.isEmpty() && writeDevices.isEmpty() && writeSites.isEmpty(),
                "--url",
                "",
                "mqtt://HOST:PORT; it may be left out only with --write-devices or --write-sites");
        broker();
        start();
        kinds();
    }

    Optional<BrokerAddress> broker() {
        try {
            return url.map(BrokerAddress::parse);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.refused("--url " + e.getMessage());
        }
    }

    Optional<Instant> start() {
        try {
            return from.map(text -> java.time.OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            throw CommandFailure.refused("--from '" + from.orElse("")
                    + "' is not allowed; allowed: ISO-8601 with offset, such as 2026-03-01T08:00:00+08:00");
        }
    }

    /** None: devices report as their kind does. */
    Optional<Duration> every() {
        return rate.map(perSecond -> Duration.ofMillis(Math.max(1, Math.round(devices / perSecond * 1_000))))
                .or(() -> interval);
    }

    List<IncidentKind> kinds() {
        if (incidents.equals(List.of("none"))) {
            return List.of();
        }
        if (incidents.equals(List.of("all"))) {
            return List.of(IncidentKind.values());
        }
        return incidents.stream()
                .map(id -> IncidentKind.of(id)
                        .orElseThrow(() -> CommandFailure.refused("--incidents '" + id
                                + "' is not allowed; allowed: none, all, or a list of "
                                + Arrays.stream(IncidentKind.values())
                                        .map(IncidentKind::id)
                                        .collect(Collectors.joining(", ")))))
                .toList();
    }

    FaultShares faults() {
        return new FaultShares(badClocks, dropouts, duplicates, buffered, garbage);
    }

    private static void within(String option, int value, int least, int most) {
        refuseIf(value < least || value > most, option, value, "a whole number from " + least + " to " + most);
    }

    private static void refuseIf(boolean bad, String option, Object value, String allowed) {
        if (bad) {
            throw CommandFailure.refused(option + " '" + value + "' is not allowed; allowed: " + allowed);
        }
    }
}
