package firegate.gateway.mqtt.broker;

import java.util.BitSet;

/**
 * Reads along with Paho which publishes are flagged DUP, because Paho 1.2.5 does not pass the flag on: its {@code
 * MqttPublish.getMessage()} leaves it out. Of each packet it looks at the fixed header and, in a PUBLISH so flagged, at the
 * packet id (MQTT 5.0, 2.1 and 3.3). Paho's receiver writes, its callback thread reads.
 */
final class RedeliveryFlags {

    private static final int PUBLISH = 3;
    private static final int DUP = 0x08;
    private static final int MORE = 0x80;

    private enum Part {
        HEADER,
        LENGTH,
        TOPIC_LENGTH,
        TOPIC,
        PACKET_ID,
        REST
    }

    private final BitSet flagged = new BitSet();
    private Part part = Part.HEADER;
    private boolean again;
    private int remaining;
    private int shift;
    private int number;
    private int left;

    /** Takes note of bytes as they came from the socket. */
    void read(byte[] bytes, int offset, int count) {
        int at = offset;
        int end = offset + count;
        while (at < end) {
            if (part == Part.TOPIC || part == Part.REST) {
                int skipped = Math.min(end - at, left);
                at += skipped;
                left -= skipped;
                remaining -= skipped;
                if (left == 0) {
                    enter(part == Part.TOPIC ? Part.PACKET_ID : Part.HEADER, 2);
                }
            } else {
                read(bytes[at++] & 0xFF);
            }
        }
    }

    private void read(int value) {
        switch (part) {
            case HEADER -> {
                again = value >> 4 == PUBLISH && (value & DUP) != 0;
                remaining = 0;
                shift = 0;
                part = Part.LENGTH;
            }
            case LENGTH -> {
                remaining |= (value & ~MORE) << shift;
                shift += 7;
                if ((value & MORE) == 0) {
                    if (again) {
                        enter(Part.TOPIC_LENGTH, 2);
                    } else {
                        rest();
                    }
                }
            }
            default -> {
                number = number << 8 | value;
                remaining--;
                if (--left == 0) {
                    numberRead();
                }
            }
        }
    }

    private void numberRead() {
        if (part == Part.PACKET_ID) {
            synchronized (flagged) {
                flagged.set(number);
            }
            rest();
        } else {
            int topic = number;
            enter(topic == 0 ? Part.PACKET_ID : Part.TOPIC, topic == 0 ? 2 : topic);
        }
    }

    private void rest() {
        enter(remaining == 0 ? Part.HEADER : Part.REST, remaining);
    }

    private void enter(Part next, int bytes) {
        part = next;
        left = bytes;
        number = 0;
    }

    /** Whether the publish with this packet id, the next that Paho hands out, was flagged. */
    boolean take(int packetId) {
        synchronized (flagged) {
            boolean was = flagged.get(packetId);
            flagged.clear(packetId);
            return was;
        }
    }
}
