package firegate.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacketFramerTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new PacketFramer(300));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private String next() {
        ByteBuf bytes = channel.readInbound();
        if (bytes == null) {
            return null;
        }
        try {
            return ByteBufUtil.hexDump(bytes);
        } finally {
            bytes.release();
        }
    }

    private void read(String hex) {
        channel.writeInbound(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }

    @Test
    void passesPacketsThatCameTogetherOnTogether() {
        read("c000" + "40020001" + "c0");
        assertThat(next()).isEqualTo("c00040020001");
        assertThat(next()).isNull();
        read("00");
        assertThat(next()).isEqualTo("c000");
    }

    @Test
    void holdsBackEveryIncompletePacket() {
        String packet = "30" + "8001" + "ab".repeat(128);
        for (int i = 0; i < packet.length() - 2; i += 2) {
            read(packet.substring(i, i + 2));
            assertThat(next()).isNull();
        }
        read("ab");
        assertThat(next()).isEqualTo(packet);
    }

    @Test
    void takesThePacketThatJustFits() {
        String packet = "30" + "a902" + "00".repeat(297);
        read(packet);
        assertThat(next()).isEqualTo(packet);
    }

    @Test
    void refusesATooLongPacketByItsHeaderAndKeepsNothingOfIt() {
        assertThatThrownBy(() -> read("30" + "aa02")).isInstanceOf(TooLongFrameException.class);
        read("00".repeat(298) + "c000");
        assertThat(next()).isNull();
    }

    @Test
    void passesOnWhatCameBeforeTheTooLongPacket() {
        assertThatThrownBy(() -> read("c000" + "30ffffff7f")).isInstanceOf(TooLongFrameException.class);
        assertThat(next()).isEqualTo("c000");
    }

    @Test
    void refusesALengthOfFiveBytes() {
        assertThatThrownBy(() -> read("30ffffffff")).isInstanceOf(CorruptedFrameException.class);
    }
}
