package firegate.gateway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/**
 * Lets only whole packets through to Netty's decoder, several at a time when they came together.
 *
 * <p>The decoder measures a packet after it has read its variable header, and starts over for every piece that arrives: a
 * slow sender of a huge property section would cost it memory and time without bound. Here the declared length decides
 * before anything is kept.
 */
final class PacketFramer extends ByteToMessageDecoder {

    private static final int INCOMPLETE = -1;
    private static final int LENGTH_BYTES = 4;

    private final int maxPacketBytes;
    private boolean failed;
    private long passed;

    PacketFramer(int maxPacketBytes) {
        this.maxPacketBytes = maxPacketBytes;
    }

    /** Packets that were let through. The decoder makes one message of each, or the packet is malformed. */
    long passed() {
        return passed;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (failed) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int whole = 0;
        int readable = in.readableBytes();
        while (whole < readable) {
            int length = packetLength(in, in.readerIndex() + whole, in.writerIndex());
            if (length > maxPacketBytes && whole == 0) {
                failed = true;
                in.skipBytes(readable);
                throw new TooLongFrameException("packet of " + length + " bytes");
            }
            if (length == INCOMPLETE || length > readable - whole) {
                break;
            }
            whole += length;
            passed++;
        }
        if (whole > 0) {
            out.add(in.readRetainedSlice(whole));
        }
    }

    /** Bytes of the packet that starts at {@code from}, header included. */
    private int packetLength(ByteBuf in, int from, int to) {
        int remaining = 0;
        for (int i = 0; i < LENGTH_BYTES; i++) {
            int at = from + 1 + i;
            if (at >= to) {
                return INCOMPLETE;
            }
            int digit = in.getByte(at);
            remaining |= (digit & 0x7F) << (7 * i);
            if (digit >= 0) {
                return 2 + i + remaining;
            }
        }
        failed = true;
        throw new CorruptedFrameException("remaining length of more than four bytes");
    }
}
