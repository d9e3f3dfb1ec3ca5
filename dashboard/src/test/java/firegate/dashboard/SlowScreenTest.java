package firegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.dashboard.auth.Role;
import firegate.dashboard.live.LiveOptions;
import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowScreenTest {

    private static final int CLOSE_FRAME = 0x88;

    @TempDir
    Path data;

    private Town town;

    /** @param closing how long a client has to answer a close */
    private void open(Duration closing) {
        Duration wait = Duration.ofSeconds(3);
        town = new Town(data, new LiveOptions(10, 10, wait, wait.multipliedBy(2), 16 << 20, 100, closing));
    }

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void aScreenThatDoesNotReadIsDisconnectedAndDelaysNobody() throws Exception {
        open(Duration.ofMinutes(1));
        Feed quick = town.as(Role.DUTY).live();
        try (Socket slow = stalled()) {
            quick.frame(Feed.type("snapshot"));
            storm(3_000);

            JsonNode last = quick.frame(Feed.alarmOf("sd-2999", "active-unacked"));
            assertThat(quick.all("alarm")).hasSize(3_000);
            assertThat(last.get("seq").asInt()).isEqualTo(3_000);
            int before = quick.all("summary").size();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> quick.all("summary").size() > before + 4);
            assertThat(closeCode(slow.getInputStream())).isEqualTo(4008);
            assertThat(quick.closed).isNotDone();
        }
    }

    @Test
    void aScreenThatNeverReadsAgainIsCutOff() throws Exception {
        open(Duration.ofMillis(100));
        Feed quick = town.as(Role.DUTY).live();
        try (Socket slow = stalled()) {
            Awaitility.await().until(() -> town.dashboard.screens() == 2);
            storm(3_000);
            quick.frame(Feed.alarmOf("sd-2999", "active-unacked"));

            Awaitility.await()
                    .untilAsserted(() -> assertThat(town.dashboard.screens()).isEqualTo(1));
            assertThat(slow.isClosed()).isFalse();
        }
    }

    /** A client that connects and then leaves everything in its small buffer. */
    private Socket stalled() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 * 1024);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), town.port()));
        String credentials =
                Base64.getEncoder().encodeToString(("viewer:" + Town.PASSWORD).getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream()
                .write(("GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:" + town.port()
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nAuthorization: Basic " + credentials
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 101");
        return socket;
    }

    private void storm(int count) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(town.telemetry("sd-" + i, Kind.SMOKE, town.clock.millis(), Map.of("fire", 1.0)));
        }
        town.append(entries);
    }

    /** Reads frames up to the close frame and gives its code. */
    private static int closeCode(InputStream in) throws IOException {
        while (true) {
            int type = in.read();
            long length = in.read();
            assertThat(length).as("end of stream before a close frame").isNotNegative();
            int wide = length == 126 ? 2 : length == 127 ? 8 : 0;
            for (int i = 0; i < wide; i++) {
                length = (i == 0 ? 0 : length << 8) | in.read();
            }
            byte[] payload = in.readNBytes((int) length);
            if (type == CLOSE_FRAME) {
                return (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
            }
        }
    }
}
