package firegate.gateway.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedeliveryFlagsTest {

    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final RedeliveryFlags flags = new RedeliveryFlags();

    private void packet(int first, byte[] content) {
        wire.write(first);
        int length = content.length;
        do {
            int digit = length & 0x7F;
            length >>= 7;
            wire.write(length > 0 ? digit | 0x80 : digit);
        } while (length > 0);
        wire.writeBytes(content);
    }

    private void publish(int first, String topic, int packetId, int body) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        content.write(name.length >> 8);
        content.write(name.length);
        content.writeBytes(name);
        if ((first & 0x06) != 0) {
            content.write(packetId >> 8);
            content.write(packetId);
        }
        content.write(0);
        // looks like the header of a flagged publish
        content.writeBytes(":".repeat(body).getBytes(StandardCharsets.US_ASCII));
        packet(first, content.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 100_000})
    void findsTheFlagHoweverTheBytesAreCut(int pieces) {
        packet(0x20, new byte[] {1, 0, 0});
        publish(0x3A, "v1/devices/d/telemetry", 7, 20);
        publish(0x32, "v1/devices/d/telemetry", 8, 300);
        packet(0xD0, new byte[0]);
        publish(0x30, "v1/devices/d/telemetry", 0, 40);
        publish(0x3A, "消防", 0xFFFF, 40_000);
        publish(0x3A, "", 258, 0);
        publish(0x32, "x", 9, 2);
        byte[] bytes = wire.toByteArray();
        for (int at = 0; at < bytes.length; at += pieces) {
            flags.read(bytes, at, Math.min(pieces, bytes.length - at));
        }
        assertThat(flags.take(7)).isTrue();
        assertThat(flags.take(8)).isFalse();
        assertThat(flags.take(0xFFFF)).isTrue();
        assertThat(flags.take(258)).isTrue();
        assertThat(flags.take(9)).isFalse();
    }

    @Test
    void tellsItOnce() {
        publish(0x3A, "t", 7, 2);
        flags.read(wire.toByteArray(), 0, wire.size());
        assertThat(flags.take(7)).isTrue();
        assertThat(flags.take(7)).isFalse();
    }
}
