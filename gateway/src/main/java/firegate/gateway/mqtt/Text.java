package firegate.gateway.mqtt;

/** Strings of the protocol. */
final class Text {

    private Text() {}

    /**
     * Whether a string that the codec decoded was well formed, MQTT-1.5.4-1 and -2. The codec replaces malformed UTF-8 by
     * U+FFFD instead of refusing it; nobody has that character in a topic or a name.
     */
    static boolean wellFormed(String text) {
        return text.indexOf('\uFFFD') < 0 && text.indexOf('\0') < 0;
    }

    static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
