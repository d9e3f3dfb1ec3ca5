package firegate.gateway.mqtt;

import java.util.Optional;

/**
 * A topic that devices publish to.
 *
 * @param profile payload profile that decodes the body
 * @param device the device that the topic names; null when it says {@code me}
 */
record Uplink(String profile, String device) {

    static final String NATIVE = "native";
    static final String ATTRIBUTES = "attributes";

    private static final String DEVICES = "v1/devices/";
    private static final String TELEMETRY = "/telemetry";
    private static final String ME = "me";

    /** What a topic stands for; empty when devices have no such topic. */
    static Optional<Uplink> of(String topic) {
        if (topic.equals("v1/devices/me/attributes")) {
            return Optional.of(new Uplink(ATTRIBUTES, null));
        }
        if (!topic.startsWith(DEVICES) || !topic.endsWith(TELEMETRY)) {
            return Optional.empty();
        }
        int end = topic.length() - TELEMETRY.length();
        if (end <= DEVICES.length()) {
            return Optional.empty();
        }
        String device = topic.substring(DEVICES.length(), end);
        if (device.indexOf('/') >= 0) {
            return Optional.empty();
        }
        return Optional.of(new Uplink(NATIVE, device.equals(ME) ? null : device));
    }
}
