package firegate.gateway.simulate;

/**
 * What was handed to the connections so far.
 *
 * @param readings in messages that can be understood, those that were sent twice counted twice
 * @param duplicates messages that were the same once more
 * @param behindMs how late the last message was
 */
public record Played(
        long messages, long readings, long duplicates, long garbage, long buffered, long dropouts, long behindMs) {}
