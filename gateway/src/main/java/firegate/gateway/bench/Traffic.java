package firegate.gateway.bench;

/**
 * What the connections of a load send. Message {@code sequence} of a connection is always the same but for its time; each
 * connection asks on one thread, in the order of its messages.
 */
public interface Traffic {

    /** Client id, and user name when there is a password. */
    String client(int connection);

    /** The device that a message is from. */
    String device(int connection, long sequence);

    byte[] topic(int connection, long sequence);

    /** Device time of a message, epoch milliseconds; asked once for each. (device, time) names one message. */
    long time(int connection, long sequence);

    /** The rest of the body behind the time: a comma, the member "values" and the closing brace. */
    byte[] rest(int connection, long sequence);
}
