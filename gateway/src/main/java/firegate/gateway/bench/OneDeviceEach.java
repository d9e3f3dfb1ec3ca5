package firegate.gateway.bench;

import java.nio.charset.StandardCharsets;

/** Each connection is a device that repeats itself; its message {@code n} has the time {@code firstTs + n}. */
public final class OneDeviceEach implements Traffic {

    private final String prefix;
    private final String topic;
    private final byte[] rest;
    private final long firstTs;

    /**
     * @param prefix device {@code i} is called prefix + i; it is also the client id
     * @param topic with {@code {device}} in place of the device
     * @param values JSON object of each message
     */
    public OneDeviceEach(String prefix, String topic, String values, long firstTs) {
        this.prefix = prefix;
        this.topic = topic;
        this.rest = (",\"values\":" + values + "}").getBytes(StandardCharsets.UTF_8);
        this.firstTs = firstTs;
    }

    @Override
    public String client(int connection) {
        return prefix + connection;
    }

    @Override
    public String device(int connection, long sequence) {
        return client(connection);
    }

    @Override
    public byte[] topic(int connection, long sequence) {
        return topic.replace("{device}", client(connection)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long time(int connection, long sequence) {
        return firstTs + sequence;
    }

    @Override
    public byte[] rest(int connection, long sequence) {
        return rest;
    }
}
