package firegate.gateway.replay;

/**
 * How far a replay is.
 *
 * @param rows that were handed over
 * @param totalRows of all files
 * @param values that were handed over
 * @param acknowledged messages
 * @param failed messages that nobody acknowledged
 */
public record Progress(long rows, long totalRows, long values, long acknowledged, long failed) {}
