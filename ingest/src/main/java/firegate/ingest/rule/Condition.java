package firegate.ingest.rule;

import java.time.Duration;

/** What a rule waits for. Each form says which metric its alarm shows. */
public sealed interface Condition {

    /** Name of the metric, or of the derived quantity, that an alarm of this condition reports. */
    String metric();

    /** A metric against a fixed number; booleans are 1 and 0. */
    record Compare(String metric, Operator operator, double threshold) implements Condition {

        /** Whether a value meets it; NaN (never seen) does not. */
        public boolean holds(double value) {
            return operator.holds(value, threshold);
        }
    }

    /**
     * No message of the device for {@code factor} times its expected interval, but at least {@code floor}. Does not apply to a
     * device whose interval is not known.
     */
    record Silence(double factor, Duration floor) implements Condition {

        /** What its alarm measures: seconds since the last message. */
        public static final String METRIC = "silence";

        @Override
        public String metric() {
            return METRIC;
        }

        /** Longest tolerated silence for an expected interval, milliseconds. */
        public long limitMs(long intervalMs) {
            return Math.max(Math.round(factor * intervalMs), floor.toMillis());
        }
    }

    enum Operator {
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        EQUAL("=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        boolean holds(double value, double threshold) {
            return switch (this) {
                case LESS -> value < threshold;
                case LESS_OR_EQUAL -> value <= threshold;
                case GREATER -> value > threshold;
                case GREATER_OR_EQUAL -> value >= threshold;
                case EQUAL -> value == threshold;
            };
        }
    }
}
