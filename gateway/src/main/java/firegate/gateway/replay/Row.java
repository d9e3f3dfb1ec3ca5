package firegate.gateway.replay;

import java.util.List;

/**
 * One row of a file as messages.
 *
 * @param timeMs as the file says it, before any shift; relative to the start where the file counts from there
 */
record Row(long timeMs, List<Message> messages) {}
