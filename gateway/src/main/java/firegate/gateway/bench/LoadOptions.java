package firegate.gateway.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a load consists of. Device {@code i} sends its messages 0, 1, 2 … over a connection of its own; message {@code n} has
 * the device time {@code firstTs + n}, so that (device, ts) names one message.
 *
 * @param inFlight messages that each connection has unacknowledged at most
 * @param messagesEach messages of each device
 * @param atMost when to stop even if there are messages left
 * @param perSecond messages of all devices in a second; 0: as fast as they are acknowledged
 * @param prefix device {@code i} is called prefix + i; it is also the client id and the user name
 * @param topic with {@code {device}} in place of the device
 * @param password for all devices; empty: no user name and no password
 * @param values JSON object of each message
 * @param reconnect whether a connection that breaks is opened again, to send anew what was not acknowledged, flagged DUP
 * @param acked where {@code device,ts} of each acknowledged message is written
 */
public record LoadOptions(
        String host,
        int port,
        int connections,
        int inFlight,
        long messagesEach,
        Duration atMost,
        long perSecond,
        String prefix,
        String topic,
        Optional<String> password,
        String values,
        long firstTs,
        boolean reconnect,
        Optional<Path> acked) {

    String device(int index) {
        return prefix + index;
    }

    byte[] topicOf(int index) {
        return topic.replace("{device}", device(index)).getBytes(StandardCharsets.UTF_8);
    }
}
