package firegate.gateway.bench;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;

/**
 * A town: each connection sends for its share of the devices in turn. Seven devices in ten are smoke detectors, two hydrants,
 * one a charging port, with three values a message that change and raise nothing. Times are the wall clock, made distinct.
 */
public final class TownTraffic implements Traffic {

    public static final int VALUES = 3;

    private static final int PHASES = 64;

    private final int devicesEach;
    private final InstantSource clock;
    private final String prefix;
    private final byte[][] topics;
    private final long[] lastMs;
    private final byte[][][] bodies = new byte[3][PHASES][];

    /** @param devices at least one for each connection; of all connections together */
    public TownTraffic(String prefix, int connections, int devices, InstantSource clock) {
        this.prefix = prefix;
        this.devicesEach = Math.max(1, devices / connections);
        this.clock = clock;
        int all = connections * devicesEach;
        lastMs = new long[all];
        topics = new byte[all][];
        for (int i = 0; i < all; i++) {
            topics[i] = ("v1/devices/" + device(i) + "/telemetry").getBytes(StandardCharsets.UTF_8);
        }
        for (int phase = 0; phase < PHASES; phase++) {
            double wave = Math.sin(2 * Math.PI * phase / PHASES);
            bodies[0][phase] = body(
                    "{\"smoke\":%.3f,\"temperature\":%.1f,\"battery\":%d}",
                    0.02 + wave / 100, 22 + wave, 90 + phase % 5);
            bodies[1][phase] = body(
                    "{\"pressure\":%.3f,\"flow\":%.2f,\"battery\":%d}", 0.31 + wave / 50, 1 + wave, 80 + phase % 5);
            bodies[2][phase] = body(
                    "{\"power\":%.1f,\"current\":%.2f,\"battery_temperature\":%.1f}",
                    800 + 50 * wave, 3.6 + wave / 5, 31 + wave);
        }
    }

    private static byte[] body(String values, Object... of) {
        return (",\"values\":" + String.format(Locale.ROOT, values, of) + "}").getBytes(StandardCharsets.US_ASCII);
    }

    /** How many devices there are. */
    public int devices() {
        return topics.length;
    }

    public String device(int index) {
        return prefix + index;
    }

    private int index(int connection, long sequence) {
        return connection * devicesEach + (int) (sequence % devicesEach);
    }

    @Override
    public String client(int connection) {
        return prefix + "client-" + connection;
    }

    @Override
    public String device(int connection, long sequence) {
        return device(index(connection, sequence));
    }

    @Override
    public byte[] topic(int connection, long sequence) {
        return topics[index(connection, sequence)];
    }

    @Override
    public long time(int connection, long sequence) {
        int device = index(connection, sequence);
        lastMs[device] = Math.max(lastMs[device] + 1, clock.millis());
        return lastMs[device];
    }

    @Override
    public byte[] rest(int connection, long sequence) {
        int device = index(connection, sequence);
        int kind = device % 10 < 7 ? 0 : device % 10 < 9 ? 1 : 2;
        return bodies[kind][(int) ((device * 31L + sequence / devicesEach) % PHASES)];
    }
}
