package firegate.gateway.fleet;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One device of a fleet. Messages leave in the order in which they were published, so many at a time as the options allow.
 * When the connection breaks it is opened again after growing pauses, and what was not acknowledged is sent anew, flagged
 * DUP. The client library then numbers packets afresh, so a receiver can tell such a message from a new one only if the
 * readings in it carry their own time. Its methods may be called from any thread; everything else runs on its event loop.
 */
public final class FleetConnection {

    private static final int MAX_PAYLOAD = 1024 * 1024;
    private static final long CONNECT_SECONDS = 15;
    private static final long HANG_UP_SECONDS = 3;

    private static final class Message {
        final String topic;
        final Buffer payload;
        final int qos;
        final Promise<Void> done = Promise.promise();
        long firstSentNanos;

        Message(String topic, Buffer payload, int qos) {
            this.topic = topic;
            this.payload = payload;
            this.qos = qos;
        }
    }

    private final FleetLoop loop;
    private final FleetOptions options;
    private final DeviceLogin login;
    private final FleetCounters counters;
    private final Promise<Void> connected = Promise.promise();
    private final Promise<Void> closed = Promise.promise();

    private final Deque<Message> waiting = new ArrayDeque<>();
    private final Set<Message> unacknowledged = new LinkedHashSet<>();
    private final Map<Integer, Message> byPacketId = new HashMap<>();
    private MqttClient client;
    private boolean up;
    private boolean wasUp;
    private boolean closing;
    private boolean ended;
    private long awayMs;
    private int attempts;

    FleetConnection(FleetLoop loop, FleetOptions options, DeviceLogin login, FleetCounters counters) {
        this.loop = loop;
        this.options = options;
        this.login = login;
        this.counters = counters;
    }

    public DeviceLogin login() {
        return login;
    }

    /** Completes with the first connection; fails when the broker refuses the credentials or the connection is closed first. */
    public Future<Void> connected() {
        return connected.future();
    }

    /** At QoS 1. */
    public Future<Void> publish(String topic, byte[] payload) {
        return publish(topic, payload, 1);
    }

    /**
     * Sends a message when its turn comes.
     *
     * @param payload must not be changed afterwards
     * @param qos 0 or 1
     * @return completes with the PUBACK, at QoS 0 when it was written; fails when too many messages wait, or when the
     *     connection was closed before
     */
    public Future<Void> publish(String topic, byte[] payload, int qos) {
        if (qos < 0 || qos > 1) {
            throw new IllegalArgumentException("QoS " + qos + "; allowed are 0 and 1");
        }
        Message message = new Message(topic, Buffer.buffer(payload), qos);
        loop.run(() -> {
            if (ended) {
                fail(message, "the connection is closed");
            } else if (waiting.size() >= options.maxWaiting()) {
                fail(message, options.maxWaiting() + " messages wait already");
            } else {
                waiting.addLast(message);
                pump();
            }
        });
        return message.done.future();
    }

    /** Hangs up, as a device that loses its network, and comes back after {@code away}. */
    public void drop(Duration away) {
        loop.run(() -> {
            if (up && !closing) {
                awayMs = away.toMillis();
                hangUp();
            }
        });
    }

    /** Ends it once everything is acknowledged, but after {@code most} in any case. */
    public Future<Void> close(Duration most) {
        loop.run(() -> {
            closing = true;
            if (most.isZero()) {
                end();
            } else {
                loop.after(most.toMillis(), this::end);
                endIfDone();
            }
        });
        return closed.future();
    }

    void open() {
        loop.run(() -> loop.inTurn(this::attempt));
    }

    private Future<Void> attempt() {
        if (ended) {
            return Future.succeededFuture();
        }
        MqttClient opening = MqttClient.create(loop.vertx(), clientOptions());
        client = opening;
        Promise<Void> settled = Promise.promise();
        opening.publishCompletionHandler(id -> acknowledged(opening, id));
        opening.closeHandler(unused -> broken(opening, new java.io.IOException("the broker closed the connection")));
        opening.exceptionHandler(counters::failure);
        opening.connect(options.broker().port(), options.broker().host())
                .timeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .onComplete(answer -> {
                    settled.complete();
                    if (answer.succeeded()) {
                        established(opening);
                    } else {
                        notEstablished(opening, answer.cause());
                    }
                });
        return settled.future();
    }

    private MqttClientOptions clientOptions() {
        MqttClientOptions mqtt = new MqttClientOptions()
                .setClientId(login.clientId())
                .setCleanSession(true)
                .setAckTimeout(-1)
                .setMaxInflightQueue(options.inFlight() + 1)
                .setMaxMessageSize(MAX_PAYLOAD);
        mqtt.setTcpNoDelay(true);
        login.username().ifPresent(mqtt::setUsername);
        login.password().ifPresent(mqtt::setPassword);
        if (options.broker().tls()) {
            mqtt.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
        }
        return mqtt;
    }

    private void established(MqttClient opened) {
        if (ended) {
            hangUp(opened);
            return;
        }
        if (!opened.isConnected()) {
            againLater();
            return;
        }
        up = true;
        attempts = 0;
        counters.connected.incrementAndGet();
        if (wasUp) {
            counters.reconnects.increment();
        }
        wasUp = true;
        connected.tryComplete();
        unacknowledged.forEach(message -> {
            counters.redelivered.increment();
            write(message, true);
        });
        pump();
    }

    private void notEstablished(MqttClient failed, Throwable cause) {
        hangUp(failed);
        counters.failure(cause);
        if (Failures.credentials(cause)) {
            connected.tryFail(Failures.text(cause));
        }
        againLater();
    }

    private void broken(MqttClient lost, Throwable cause) {
        if (lost != client || !up) {
            return;
        }
        up = false;
        counters.connected.decrementAndGet();
        byPacketId.clear();
        if (!ended) {
            if (awayMs == 0) {
                counters.failure(cause);
            }
            againLater();
        }
    }

    private void againLater() {
        if (ended) {
            return;
        }
        long pauseMs = awayMs > 0 ? awayMs : pauseMs();
        awayMs = 0;
        loop.after(pauseMs, () -> loop.inTurn(this::attempt));
    }

    /** Half of it by chance, so that a fleet does not come back all at once. */
    private long pauseMs() {
        long growing = options.firstPause().toMillis() << Math.min(attempts++, 20);
        long pause = Math.min(growing, options.longestPause().toMillis());
        return pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
    }

    private void pump() {
        while (up && !waiting.isEmpty() && unacknowledged.size() < options.inFlight()) {
            Message message = waiting.pollFirst();
            message.firstSentNanos = System.nanoTime();
            counters.sent.increment();
            if (message.qos > 0) {
                unacknowledged.add(message);
            }
            write(message, false);
        }
    }

    private void write(Message message, boolean again) {
        MqttClient through = client;
        Future<Integer> written =
                through.publish(message.topic, message.payload, MqttQoS.valueOf(message.qos), again, false);
        written.onComplete(result -> {
            if (message.qos == 0) {
                finishUnconfirmed(message, result.cause());
            } else if (result.succeeded() && through == client) {
                byPacketId.put(result.result(), message);
            }
        });
    }

    private void finishUnconfirmed(Message message, Throwable cause) {
        if (cause != null) {
            fail(message, Failures.text(cause));
        } else {
            finish(message);
        }
    }

    private void acknowledged(MqttClient by, int packetId) {
        Message message = by == client ? byPacketId.remove(packetId) : null;
        if (message != null && unacknowledged.remove(message)) {
            finish(message);
            pump();
        }
    }

    private void finish(Message message) {
        counters.acknowledged(System.nanoTime() - message.firstSentNanos);
        message.done.complete();
        endIfDone();
    }

    private void fail(Message message, String why) {
        counters.failed.increment();
        message.done.fail(why);
    }

    private void endIfDone() {
        if (closing && unacknowledged.isEmpty() && waiting.isEmpty()) {
            end();
        }
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        unacknowledged.forEach(message -> fail(message, "closed before it was acknowledged"));
        unacknowledged.clear();
        waiting.forEach(message -> fail(message, "closed before it was sent"));
        waiting.clear();
        connected.tryFail("closed before it was connected");
        Future<Void> gone = client == null ? Future.succeededFuture() : client.disconnect();
        gone.timeout(HANG_UP_SECONDS, TimeUnit.SECONDS).onComplete(unused -> closed.tryComplete());
    }

    private void hangUp() {
        hangUp(client);
    }

    private void hangUp(MqttClient which) {
        which.disconnect().onFailure(counters::failure);
    }
}
