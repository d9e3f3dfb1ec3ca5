package firegate.gateway.mqtt.broker;

import firegate.gateway.config.Config;
import java.util.List;
import java.util.Optional;

/**
 * A topic of the configuration: an MQTT filter one level of which is the device's id.
 *
 * @param levels of the topic, {@code +}, {@code #} and {@code {device}} among them
 * @param profile payload profile of its messages
 */
record TopicPattern(List<String> levels, String profile) {

    private static final String DEVICE = "{device}";
    private static final String ONE = "+";
    private static final String REST = "#";

    static TopicPattern of(Config.Subscription subscription) {
        return new TopicPattern(List.of(subscription.topic().split("/", -1)), subscription.profile());
    }

    /** What is subscribed to. */
    String filter(Optional<String> share) {
        String filter = String.join("/", levels).replace(DEVICE, ONE);
        return share.map(group -> "$share/" + group + "/" + filter).orElse(filter);
    }

    /** The device that a topic names; empty when the topic is not of this pattern. */
    Optional<String> device(String topic) {
        String[] given = topic.split("/", -1);
        String device = null;
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            if (level.equals(REST)) {
                return Optional.ofNullable(device);
            }
            if (i >= given.length || !(wildcard(level) || level.equals(given[i]))) {
                return Optional.empty();
            }
            device = level.equals(DEVICE) ? given[i] : device;
        }
        return given.length == levels.size() ? Optional.ofNullable(device) : Optional.empty();
    }

    private static boolean wildcard(String level) {
        return level.equals(ONE) || level.equals(DEVICE);
    }
}
