package firegate.gateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bin/bench fire}: from a device's publish to a screen, while the town sends. */
@Command(
        name = "fire",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Time from the publish of a fire to the screen, under half of the load that firegate takes in the same run.",
            "Exit code 0 when every fire became one alarm on the screen, 1 when not."
        })
public final class FireBench implements Callable<Integer> {

    private static final int CONNECTIONS = 200;
    private static final int IN_FLIGHT = 20;
    private static final int SUBSCRIBED = 50;
    private static final long LOOK_MS = 5;
    private static final Duration LAST_ALARM = Duration.ofSeconds(30);

    @Option(names = "--fires", description = "each on a device and a connection of its own")
    private int fires = 300;

    @Option(names = "--every", description = "milliseconds between two fires")
    private long everyMs = 100;

    @Option(names = "--seconds", description = "for finding out what firegate takes")
    private int seconds = 15;

    @Option(names = "--devices", description = "that send beside the fires")
    private int devices = 10_000;

    @Option(names = "--firegate", split = " ", required = true, description = "command that runs firegate")
    private List<String> command;

    @Option(names = "--work", required = true, description = "empty directory for its data")
    private Path work;

    public static void main(String[] args) {
        System.exit(new CommandLine(new FireBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try (FiregateServer firegate = new FiregateServer(command, work.resolve("firegate"));
                LiveScreen screen = firegate.screen()) {
            TownTraffic town = new TownTraffic("d-", CONNECTIONS, devices, InstantSource.system());
            screen.subscribe(IntStream.range(0, Math.min(SUBSCRIBED, town.devices()))
                    .mapToObj(town::device)
                    .toList());
            Duration length = Duration.ofSeconds(seconds);
            FiregateRound round = new FiregateRound(firegate);
            round.run(options(firegate, town, length, 0));
            double most = round.run(options(firegate, town, length, 0)).sustained();
            Duration burning = Duration.ofMillis(everyMs * (fires + 20)).plusSeconds(5);
            Load half = new Load(options(firegate, town, burning, (long) (most / 2)));
            CompletableFuture<LoadResult> loading = CompletableFuture.supplyAsync(() -> run(half));
            half.awaitStart();
            FireTimes times = burn(firegate, screen);
            LoadResult load = loading.join();
            long alarms = firegate.json("/api/v1/alarms?limit=1&rule=smoke.fire")
                    .path("total")
                    .asLong();
            print(most, load, times, screen.alarms().size(), alarms);
            return screen.alarms().size() == fires && alarms == fires && load.complete() ? 0 : 1;
        }
    }

    private static LoadResult run(Load load) {
        try {
            return load.run(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private FireTimes burn(FiregateServer firegate, LiveScreen screen) throws IOException, InterruptedException {
        List<FireDevice> connected = new ArrayList<>();
        long[] publishedNanos = new long[fires];
        long[] publishedMs = new long[fires];
        try {
            for (int i = 0; i < fires; i++) {
                connected.add(new FireDevice(firegate.mqttPort(), "fire-" + i));
            }
            for (int i = 0; i < fires; i++) {
                publishedMs[i] = System.currentTimeMillis();
                publishedNanos[i] = System.nanoTime();
                connected.get(i).burn();
                long tookMs = (System.nanoTime() - publishedNanos[i]) / 1_000_000;
                Thread.sleep(Math.max(0, everyMs - tookMs));
            }
            awaitAlarms(screen);
        } finally {
            for (FireDevice device : connected) {
                device.close();
            }
        }
        FireTimes times = new FireTimes();
        for (int i = 0; i < fires; i++) {
            LiveScreen.Seen seen = screen.alarms().get("fire-" + i);
            if (seen != null) {
                times.add(publishedNanos[i], publishedMs[i], seen);
            }
        }
        return times;
    }

    private void awaitAlarms(LiveScreen screen) throws InterruptedException {
        long end = System.nanoTime() + LAST_ALARM.toNanos();
        while (screen.alarms().size() < fires && System.nanoTime() < end) {
            Thread.sleep(LOOK_MS);
        }
    }

    private void print(double most, LoadResult load, FireTimes times, int onScreen, long alarms) {
        System.out.printf(
                Locale.ROOT,
                "%,d fires on as many devices, one each %d ms, while %,d devices send%n%n",
                fires,
                everyMs,
                devices);
        line(
                "load",
                String.format(
                        Locale.ROOT, "%,.0f msg/s, half of %,.0f that leave nothing waiting", load.perSecond(), most));
        line("publish → screen", times.toScreen());
        line("publish → alarm's clock, p99", times.toStamps());
        line(
                "alarms",
                String.format(Locale.ROOT, "%,d on the screen, %,d stored, of %,d fires", onScreen, alarms, fires));
    }

    private static void line(String what, String text) {
        System.out.printf("  %-34s %s%n", what, text);
    }

    private LoadOptions options(FiregateServer firegate, TownTraffic town, Duration length, long perSecond) {
        return new LoadOptions(
                "127.0.0.1",
                firegate.mqttPort(),
                CONNECTIONS,
                IN_FLIGHT,
                LoadOptions.ENDLESS,
                length,
                perSecond,
                Optional.empty(),
                town,
                false,
                Optional.empty());
    }
}
