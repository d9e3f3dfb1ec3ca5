package firegate.gateway.mqtt;

import java.time.Duration;

/** Whether a client is heard of and takes its answers, judged once a second. Runs on its event loop only. */
final class Liveness {

    enum Verdict {
        ALIVE,
        /** No CONNECT in time. */
        NO_CONNECT,
        /** No packet within one and a half times its keep-alive (MQTT-3.1.2-22 of 5.0, -24 of 3.1.1). */
        SILENT,
        /** It takes no answers. */
        DEAF
    }

    private final long acceptedNanos;
    private final long connectNanos;
    private final long writeNanos;
    private long keepAliveNanos;
    private boolean connected;
    private boolean heard = true;
    private long heardNanos;
    private boolean writable = true;
    private long unwritableNanos;

    Liveness(Bounds bounds, long nowNanos) {
        this.acceptedNanos = nowNanos;
        this.connectNanos = bounds.connectTimeout().toNanos();
        this.writeNanos = bounds.writeTimeout().toNanos();
    }

    /** @param keepAliveSeconds 0: it may be silent for ever */
    void connected(int keepAliveSeconds) {
        connected = true;
        keepAliveNanos = Duration.ofMillis(1_500L * keepAliveSeconds).toNanos();
    }

    void heard() {
        heard = true;
    }

    void writable(boolean now, long nowNanos) {
        writable = now;
        unwritableNanos = nowNanos;
    }

    /** @param reading whether it could be heard at all */
    Verdict check(long nowNanos, boolean reading) {
        if (heard || !reading) {
            heard = false;
            heardNanos = nowNanos;
        }
        if (!connected) {
            return nowNanos - acceptedNanos > connectNanos ? Verdict.NO_CONNECT : Verdict.ALIVE;
        }
        if (!writable && nowNanos - unwritableNanos > writeNanos) {
            return Verdict.DEAF;
        }
        return keepAliveNanos > 0 && nowNanos - heardNanos > keepAliveNanos ? Verdict.SILENT : Verdict.ALIVE;
    }
}
