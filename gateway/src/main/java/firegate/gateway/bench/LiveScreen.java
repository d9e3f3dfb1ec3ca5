package firegate.gateway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The socket of a console: keeps of each device the first alarm that came and when, by our own clock. */
final class LiveScreen implements WebSocket.Listener, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long OPEN_S = 20;

    private final Map<String, Seen> alarms = new ConcurrentHashMap<>();
    private final StringBuilder part = new StringBuilder();
    private final CountDownLatch snapshot = new CountDownLatch(1);
    private WebSocket socket;

    /** @param nanos {@link System#nanoTime} when the frame had come */
    record Seen(JsonNode alarm, long nanos) {}

    void open(WebSocket.Builder builder, URI uri) throws Exception {
        socket = builder.buildAsync(uri, this).get(OPEN_S, TimeUnit.SECONDS);
        if (!snapshot.await(OPEN_S, TimeUnit.SECONDS)) {
            throw new IOException("the live feed gives no snapshot");
        }
    }

    void subscribe(List<String> devices) {
        String names = "\"" + String.join("\",\"", devices) + "\"";
        socket.sendText("{\"type\":\"subscribe\",\"devices\":[" + names + "]}", true)
                .join();
    }

    Map<String, Seen> alarms() {
        return alarms;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            long now = System.nanoTime();
            frame(part.toString(), now);
            part.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    private void frame(String text, long now) {
        try {
            JsonNode frame = JSON.readTree(text);
            String type = frame.path("type").asText();
            if (type.equals("alarm")) {
                JsonNode alarm = frame.path("alarm");
                alarms.putIfAbsent(alarm.path("device").asText(), new Seen(alarm, now));
            } else if (type.equals("snapshot")) {
                snapshot.countDown();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
