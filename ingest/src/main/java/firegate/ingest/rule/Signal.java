package firegate.ingest.rule;

/**
 * What the engine has to say about one rule of one device.
 *
 * @param severity of the level that holds; for {@link Type#RETURNED} the last one that held
 * @param eventMs when it happened in the device's time
 * @param receivedMs receipt of the reading that showed it
 * @param metric what {@code value} is a value of
 * @param test whether the reading declared itself a test
 * @param by for {@link Type#SUPERSEDED} the rule that takes over, else null
 */
public record Signal(
        Type type,
        Rule rule,
        Severity severity,
        long eventMs,
        long receivedMs,
        String metric,
        double value,
        boolean test,
        Rule by) {

    public enum Type {
        /** The condition is met, or met at a higher level than before. */
        RAISED,
        /** Another reading shows the condition that is met already. */
        REPEATED,
        /** The condition is gone. */
        RETURNED,
        /** A higher rule of the same cause is met: this one has nothing to add. */
        SUPERSEDED
    }
}
