package firegate.dashboard.live;

import firegate.dashboard.auth.Login;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
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
    /** The program stops. */
    static final short GOING_AWAY = 1001;

    final Login login;
    private final ServerWebSocket socket;
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

    Screen(ServerWebSocket socket, Login login, LiveOptions options) {
        this.socket = socket;
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
            ChannelHandlerContext channel = ((WebSocketInternal) socket).channelHandlerContext();
            channel.channel().close();
        }
    }

    Set<String> watched() {
        return watched;
    }

    void watch(Set<String> devices) {
        watched = Set.copyOf(devices);
    }
}
