package firegate.gateway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/** The socket of one connection: what is written, flushed, read and closed. Runs on its event loop only. */
// what becomes of a write shows in the channel: it becomes inactive or stays unwritable, and both are watched
@SuppressWarnings("FutureReturnValueIgnored")
final class Wire {

    private static final long LINGER_MS = 1_000;

    private final ChannelHandlerContext ctx;
    private boolean reading = true;
    private boolean flushDue;

    Wire(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    ByteBuf buffer(int bytes) {
        return ctx.alloc().buffer(bytes);
    }

    /** Adds a packet, or encoded bytes, to what the next flush sends. */
    void write(Object packet) {
        flushDue = true;
        ctx.write(packet, ctx.voidPromise());
    }

    void flush() {
        if (flushDue) {
            flushDue = false;
            ctx.flush();
        }
    }

    /** Whether the client takes what is sent to it, as far as is known. */
    boolean writable() {
        return ctx.channel().isWritable();
    }

    boolean reading() {
        return reading;
    }

    void read(boolean wanted) {
        if (wanted != reading) {
            reading = wanted;
            ctx.channel().config().setAutoRead(wanted);
        }
    }

    void after(long pauseMs, Runnable task) {
        ctx.executor().schedule(task, pauseMs, TimeUnit.MILLISECONDS);
    }

    void close() {
        ctx.flush();
        ctx.close();
    }

    /**
     * Sends the last packet and closes once the client had the chance to read it: closing at once, with bytes of the client
     * unread, would make the system throw away what is on its way.
     */
    void closeAfter(Object last) {
        if (!ctx.channel().isActive() || !writable()) {
            ReferenceCountUtil.release(last);
            ctx.close();
            return;
        }
        read(true);
        ctx.writeAndFlush(last).addListener((ChannelFutureListener) written -> {
            if (written.channel() instanceof DuplexChannel channel) {
                channel.shutdownOutput();
            }
        });
        after(LINGER_MS, ctx::close);
    }
}
