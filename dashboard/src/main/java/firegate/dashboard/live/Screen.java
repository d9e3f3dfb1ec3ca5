package firegate.dashboard.live;

import firegate.dashboard.auth.Login;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** One connection to the live feed: what it watches, and what is on its way to it. Used on the feed's context. */
final class Screen {

    /** The client reads too slowly. */
    static final short TOO_SLOW = 4008;
    /** The session has ended, or the password was changed. */
    static final short LOGGED_OUT = 4401;
    /** The client sends more than it has to say. */
    static final short TOO_MANY = 1008;
    /** A frame or message of the client is larger than the server takes. */
    static final short TOO_BIG = 1009;
    /** There are as many screens as there may be. */
    static final short TRY_LATER = 1013;
    /** The program stops. */
    static final short GOING_AWAY = 1001;

    final Login login;
    private final ServerWebSocket socket;
    private final Channel channel;
    private final LiveOptions options;
    /** When each frame that has not left yet was handed over, epoch milliseconds. */
    private final Queue<Long> waitingSince = new ConcurrentLinkedQueue<>();

    private final AtomicLong waitingBytes = new AtomicLong();
    private Set<String> watched = Set.of();
    private volatile boolean snapshotLeft;
    private long snapshotBytes = -1;
    private long closingSinceMs = Long.MAX_VALUE;
    private long second;
    private int messages;

    /** @param connection what carries the socket */
    Screen(ServerWebSocket socket, HttpConnection connection, Login login, LiveOptions options) {
        this.socket = socket;
        // Vert.x's own close waits for what was written before; its internals are used here and nowhere else.
        this.channel =
                ((HttpServerConnection) connection).channelHandlerContext().channel();
        this.login = login;
        this.options = options;
    }

    void send(String frame, long nowMs) {
        if (closing() || socket.isClosed()) {
            return;
        }
        long bytes = frame.length();
        snapshotBytes = snapshotBytes < 0 ? bytes : snapshotBytes;
        waitingSince.add(nowMs);
        waitingBytes.addAndGet(bytes);
        socket.writeTextMessage(frame).onComplete(left -> {
            waitingSince.poll();
            waitingBytes.addAndGet(-bytes);
            snapshotLeft = true;
        });
    }

    /** Whether what waits is too much, or waits too long. The first frame, a whole snapshot, may take longer. */
    boolean tooSlow(long nowMs) {
        Long oldest = waitingSince.peek();
        long allowedMs = (snapshotLeft ? options.mostWait() : options.mostSnapshotWait()).toMillis();
        long allowedBytes = options.mostWaitingBytes() + (snapshotLeft ? 0 : snapshotBytes);
        return (oldest != null && nowMs - oldest > allowedMs) || waitingBytes.get() > allowedBytes;
    }

    /** Counts a message of the client; false when there were too many in this second. */
    boolean mayTalk(long nowMs) {
        messages = second == nowMs / 1_000 ? messages + 1 : 1;
        second = nowMs / 1_000;
        return messages <= options.mostMessagesPerSecond();
    }

    boolean closing() {
        return closingSinceMs != Long.MAX_VALUE;
    }

    void close(short code, String reason, long nowMs) {
        if (!closing()) {
            closingSinceMs = nowMs;
            socket.close(code, reason);
        }
    }

    /** Cuts the connection when the peer has not taken its leave: the close waits behind frames that nobody reads. */
    @SuppressWarnings("FutureReturnValueIgnored")
    void cutWhenDue(long nowMs) {
        if (closing() && nowMs - closingSinceMs > options.closingTime().toMillis()) {
            ChannelHandlerContext first = channel.pipeline().firstContext();
            if (first != null) {
                first.close();
            }
        }
    }

    Set<String> watched() {
        return watched;
    }

    void watch(Set<String> devices) {
        watched = Set.copyOf(devices);
    }
}
