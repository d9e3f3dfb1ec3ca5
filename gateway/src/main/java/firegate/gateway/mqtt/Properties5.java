package firegate.gateway.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;

/** Reads and writes single properties of a 5.0 packet. */
final class Properties5 {

    private Properties5() {}

    /** The value as the codec gives it: four-byte integers beyond 2^31 are negative. */
    static int integer(MqttProperties properties, int id, int otherwise) {
        MqttProperties.MqttProperty<?> property = properties.getProperty(id);
        return property != null && property.value() instanceof Integer value ? value : otherwise;
    }

    static boolean has(MqttProperties properties, int id) {
        return properties.getProperty(id) != null;
    }

    static void add(MqttProperties properties, int id, int value) {
        properties.add(new MqttProperties.IntegerProperty(id, value));
    }

    static void add(MqttProperties properties, int id, String value) {
        properties.add(new MqttProperties.StringProperty(id, value));
    }
}
