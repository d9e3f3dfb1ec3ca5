package firegate.dashboard.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import firegate.ingest.history.HistoryException;
import firegate.ingest.history.HistoryQuery;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.history.PointSink;
import firegate.ingest.journal.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryStreamTest {

    private final EndlessStore store = new EndlessStore();
    private final HistoryServer server = new HistoryServer(store);

    @AfterEach
    void close() {
        server.close();
    }

    private Socket ask() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        String request = "GET /api/v1/history?device=a&metric=b&format=csv&from=0 HTTP/1.1\r\nHost: x\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void awaitStandstill() {
        AtomicLong seen = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(300))
                .until(() -> seen.getAndSet(store.points.get()) == store.points.get());
    }

    @Test
    void readsNoFurtherThanItsClientAndGoesOnWithIt() throws Exception {
        try (Socket socket = ask()) {
            await().until(() -> store.points.get() > 0);
            awaitStandstill();
            long held = store.points.get();

            InputStream answer = socket.getInputStream();
            byte[] buffer = new byte[64 * 1024];
            while (store.points.get() < held + 500_000) {
                assertThat(answer.read(buffer)).isPositive();
            }
        }
    }

    @Test
    void stopsReadingWhenItsClientLeaves() throws Exception {
        try (Socket socket = ask()) {
            assertThat(socket.getInputStream().read()).isPositive();
        }
        awaitStandstill();

        assertThat(store.reading.get()).isZero();
    }

    @Test
    void breaksTheConnectionWhenTheStoreFailsHalfway() {
        store.failAfter = 20_000;

        assertThatThrownBy(() -> server.get("device=a&metric=b&format=csv&from=0"))
                .isInstanceOf(IOException.class);
    }

    /** A series with a point in each millisecond. */
    private static final class EndlessStore implements HistoryStore {
        final AtomicLong points = new AtomicLong();
        final AtomicLong reading = new AtomicLong();
        volatile long failAfter = Long.MAX_VALUE;

        @Override
        public void write(List<Entry.Telemetry> entries) {}

        @Override
        public void query(HistoryQuery query, PointSink sink) {
            reading.incrementAndGet();
            try {
                sink.series(query.series().get(0));
                for (long i = 0; i < query.limit(); i++) {
                    if (points.incrementAndGet() > failAfter) {
                        throw new HistoryException("gone", null);
                    }
                    if (!sink.point(query.fromMs() + i, 0.5)) {
                        return;
                    }
                }
            } finally {
                reading.decrementAndGet();
            }
        }

        @Override
        public List<SeriesId> series(List<String> devices, long fromMs, long toMs) {
            return List.of();
        }

        @Override
        public String name() {
            return "endless";
        }

        @Override
        public String problem() {
            return null;
        }

        @Override
        public void close() {}
    }
}
