package firegate.gateway.simulate;

import firegate.gateway.simulate.TelemetryBody.Sample;
import firegate.gateway.town.Noise;
import firegate.gateway.town.TownDevice;
import firegate.gateway.town.TownModel;
import firegate.ingest.telemetry.MetricValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All messages of one device in their order, without an end. The same town, faults and start give the same messages. */
public final class DeviceStream {

    private static final List<Duration> CLOCK_ERRORS = List.of(
            Duration.ofHours(8),
            Duration.ofHours(-8),
            Duration.ofMinutes(7),
            Duration.ofSeconds(-90),
            Duration.ofDays(-9_000),
            Duration.ofDays(400));
    private static final int LEAST_BUFFERED = 5;
    private static final int MOST_BUFFERED = 20;
    private static final int LEAST_AWAY_MS = 2_000;
    private static final int MOST_AWAY_MS = 30_000;

    private final TownModel model;
    private final TownDevice device;
    private final FaultShares faults;
    private final long seed;
    private final long clockErrorMs;
    private final int buffering;
    private long atMs;
    private long number;
    private Outgoing repeat;

    /** @param fromMs messages are due after this moment of the town's time */
    public DeviceStream(TownModel model, TownDevice device, FaultShares faults, long fromMs) {
        this.model = model;
        this.device = device;
        this.faults = faults;
        this.seed = device.seed() + 100;
        this.atMs = fromMs;
        boolean badClock = Noise.uniform(seed, -1) < faults.badClocks();
        int error = (int) Math.floorMod(Noise.mix(seed, -2), (long) CLOCK_ERRORS.size());
        this.clockErrorMs = badClock ? CLOCK_ERRORS.get(error).toMillis() : 0;
        boolean buffers = Noise.uniform(seed, -3) < faults.buffered();
        this.buffering = buffers ? (int) Noise.between(seed, -4, LEAST_BUFFERED, MOST_BUFFERED + 1) : 1;
    }

    public TownDevice device() {
        return device;
    }

    public boolean badClock() {
        return clockErrorMs != 0;
    }

    public boolean buffers() {
        return buffering > 1;
    }

    public Outgoing next() {
        if (repeat != null) {
            Outgoing again = repeat;
            repeat = null;
            return again;
        }
        List<Sample> samples = new ArrayList<>();
        while (samples.size() < buffering) {
            samples.add(sample());
        }
        number++;
        byte[] body = TelemetryBody.of(samples);
        Duration away = chance(1, faults.dropouts())
                ? Duration.ofMillis((long) Noise.between(seed + 2, number, LEAST_AWAY_MS, MOST_AWAY_MS))
                : Duration.ZERO;
        if (chance(3, faults.garbage())) {
            return new Outgoing(atMs, Garbage.of(Noise.mix(seed + 4, number), body), 0, false, away);
        }
        boolean twice = chance(5, faults.duplicates());
        if (twice) {
            repeat = new Outgoing(atMs, body, samples.size(), true, Duration.ZERO);
        }
        return new Outgoing(atMs, body, samples.size(), false, away);
    }

    private Sample sample() {
        while (true) {
            atMs = model.nextMs(device, atMs);
            Optional<MetricValues> values = model.at(device, atMs);
            if (values.isPresent()) {
                return new Sample(atMs + clockErrorMs, values.get());
            }
        }
    }

    private boolean chance(int what, double share) {
        return share > 0 && Noise.uniform(seed + what, number) < share;
    }
}
