package firegate.gateway.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/** Connects all devices, then has them send and counts what is acknowledged. */
public final class Load {

    private static final int CONNECTING_AT_ONCE = 100;
    private static final long TICK_MS = 20;
    private static final long RECONNECT_MS = 500;
    /** For the answers to what was sent before the end of an endless load. */
    private static final long LAST_ANSWERS_S = 60;

    private static final long LONGEST_MICROS = 60_000_000;

    private final LoadOptions options;
    private final LongAdder acknowledged = new LongAdder();
    private final ConcurrentHistogram latencyMicros = new ConcurrentHistogram(LONGEST_MICROS, 3);
    private final AtomicInteger broken = new AtomicInteger();
    private final Map<LoadConnection, EventLoop> loops = new ConcurrentHashMap<>();
    private final Semaphore connecting = new Semaphore(CONNECTING_AT_ONCE);
    private final CountDownLatch connected;
    private final CountDownLatch finished;
    private final CountDownLatch started = new CountDownLatch(1);
    private final Map<LoadConnection, Boolean> known = new ConcurrentHashMap<>();
    private volatile boolean stopping;
    private volatile String lastCause = "";

    public Load(LoadOptions options) {
        this.options = options;
        this.connected = new CountDownLatch(options.connections());
        this.finished = new CountDownLatch(options.connections());
    }

    /** Messages acknowledged so far; may be asked from any thread. */
    public long acknowledged() {
        return acknowledged.sum();
    }

    /** Returns when all devices are connected and begin to send, at once when they cannot. */
    void awaitStart() throws InterruptedException {
        started.await();
    }

    /**
     * Runs the load.
     *
     * @throws IOException when not all devices could connect at first, or the file cannot be written
     */
    public LoadResult run(int threads) throws IOException, InterruptedException {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
        try (AckFile file = new AckFile(options.acked())) {
            List<LoadConnection> connections = connectAll(group, file);
            long start = System.nanoTime();
            started.countDown();
            boolean complete = send(connections, start);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            stopping = true;
            for (LoadConnection connection : connections) {
                loops.get(connection).submit(connection::close).sync();
            }
            return result(complete, took);
        } finally {
            started.countDown();
            group.shutdownGracefully(0, 2, TimeUnit.SECONDS).sync();
        }
    }

    private List<LoadConnection> connectAll(MultiThreadIoEventLoopGroup group, AckFile file)
            throws IOException, InterruptedException {
        List<LoadConnection> connections = new ArrayList<>();
        for (int i = 0; i < options.connections(); i++) {
            LoadConnection connection = new LoadConnection(options, i, new Counting(group, file));
            connections.add(connection);
            connecting.acquire();
            open(group, connection);
            if (broken.get() > 0) {
                throw new IOException("cannot connect: " + lastCause);
            }
        }
        if (!connected.await(options.atMost().toMillis(), TimeUnit.MILLISECONDS) || broken.get() > 0) {
            throw new IOException("not all devices could connect: " + lastCause);
        }
        return connections;
    }

    private boolean send(List<LoadConnection> connections, long start) throws InterruptedException {
        long deadline = start + options.atMost().toNanos();
        if (options.perSecond() == 0) {
            allow(connections, options.messagesEach());
        }
        while (System.nanoTime() < deadline) {
            if (options.perSecond() > 0) {
                double seconds = (System.nanoTime() - start) / 1e9;
                allow(connections, (long) (seconds * options.perSecond() / options.connections()) + 1);
            }
            if (finished.await(TICK_MS, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        if (options.messagesEach() != LoadOptions.ENDLESS) {
            return acknowledged.sum() == options.messagesEach() * options.connections();
        }
        for (LoadConnection connection : connections) {
            loops.get(connection).execute(() -> {
                if (connection.enough()) {
                    finished.countDown();
                }
            });
        }
        return finished.await(LAST_ANSWERS_S, TimeUnit.SECONDS) && broken.get() == 0;
    }

    private void allow(List<LoadConnection> connections, long messages) {
        for (LoadConnection connection : connections) {
            loops.get(connection).execute(() -> connection.allow(messages));
        }
    }

    private LoadResult result(boolean complete, Duration took) {
        return new LoadResult(
                acknowledged.sum(),
                complete,
                took,
                broken.get(),
                latencyMicros.getValueAtPercentile(50),
                latencyMicros.getValueAtPercentile(99),
                latencyMicros.getMaxValue());
    }

    private void open(MultiThreadIoEventLoopGroup group, LoadConnection connection) {
        EventLoop loop = loops.computeIfAbsent(connection, unused -> (EventLoop) group.next());
        ChannelFuture opening = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(MqttEncoder.INSTANCE, new MqttDecoder(), connection.handler());
                    }
                })
                .connect(options.host(), options.port());
        opening.addListener(opened -> {
            if (!opened.isSuccess()) {
                connection.unreachable(String.valueOf(opened.cause()));
            }
        });
    }

    private final class Counting implements LoadConnection.Listener {

        private final MultiThreadIoEventLoopGroup group;
        private final AckFile file;

        Counting(MultiThreadIoEventLoopGroup group, AckFile file) {
            this.group = group;
            this.file = file;
        }

        @Override
        public void connected(LoadConnection connection) {
            if (known.putIfAbsent(connection, true) == null) {
                connecting.release();
                connected.countDown();
            }
        }

        @Override
        public void acknowledged(String device, long ts, long latencyNanos, boolean done) {
            acknowledged.increment();
            latencyMicros.recordValue(Math.min(latencyNanos / 1_000, LONGEST_MICROS));
            file.acknowledged(device, ts);
            if (done) {
                finished.countDown();
            }
        }

        @Override
        public void ended(LoadConnection connection, String cause) {
            if (stopping || connection.done()) {
                return;
            }
            lastCause = cause;
            if (known.putIfAbsent(connection, true) == null) {
                broken.incrementAndGet();
                connecting.release();
                connected.countDown();
            } else if (options.reconnect()) {
                var unused = loops.get(connection)
                        .schedule(() -> open(group, connection), RECONNECT_MS, TimeUnit.MILLISECONDS);
            } else {
                broken.incrementAndGet();
                finished.countDown();
            }
        }
    }
}
