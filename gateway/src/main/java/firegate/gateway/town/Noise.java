package firegate.gateway.town;

/** Chance that depends on nothing but its arguments. */
public final class Noise {

    private static final double UNIT = 0x1.0p-53;

    private Noise() {}

    /** A seed that has nothing in common with its neighbours: the finalizer of SplitMix64. */
    public static long mix(long seed, long n) {
        long z = seed + n * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    static long mix(long seed, String text) {
        long mixed = seed;
        for (int i = 0; i < text.length(); i++) {
            mixed = mix(mixed, text.charAt(i));
        }
        return mixed;
    }

    /** Evenly within 0 and 1. */
    public static double uniform(long seed, long n) {
        return (mix(seed, n) >>> 11) * UNIT;
    }

    public static double between(long seed, long n, double low, double high) {
        return low + (high - low) * uniform(seed, n);
    }

    /** Bell-shaped with deviation 1, never beyond 3.5. */
    static double bell(long seed, long n) {
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += uniform(mix(seed, n), i);
        }
        return (sum - 2) * Math.sqrt(3);
    }

    /** Wanders within -1 and 1, from one step to the next without a jump. */
    static double wander(long seed, double steps) {
        long before = (long) Math.floor(steps);
        double part = steps - before;
        double eased = part * part * (3 - 2 * part);
        double from = between(seed, before, -1, 1);
        return from + (between(seed, before + 1, -1, 1) - from) * eased;
    }
}
