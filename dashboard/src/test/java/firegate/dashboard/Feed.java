package firegate.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A screen on the live feed that remembers what it was sent. */
final class Feed implements WebSocket.Listener {

    private static final ObjectMapper JSON = new ObjectMapper();

    final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private WebSocket socket;

    static Feed open(HttpClient http, int port, List<String> headers) {
        Feed feed = new Feed();
        WebSocket.Builder builder = http.newWebSocketBuilder();
        for (int i = 0; i < headers.size(); i += 2) {
            builder.header(headers.get(i), headers.get(i + 1));
        }
        try {
            feed.socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + "/api/v1/live"), feed)
                    .get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new Refused(e.getCause());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return feed;
    }

    /** The upgrade was not accepted. */
    static final class Refused extends RuntimeException {
        Refused(Throwable cause) {
            super(cause);
        }

        int status() {
            return ((WebSocketHandshakeException) getCause()).getResponse().statusCode();
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                frames.add(JSON.readTree(text.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(-1);
    }

    void say(String message) {
        socket.sendText(message, true).join();
    }

    /** Waits for the first frame that fits. */
    JsonNode frame(Predicate<JsonNode> fits) {
        return Awaitility.await()
                .until(() -> frames.stream().filter(fits).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    static Predicate<JsonNode> type(String type) {
        return frame -> frame.get("type").asText().equals(type);
    }

    static Predicate<JsonNode> alarmOf(String device, String state) {
        return type("alarm")
                .and(frame -> frame.at("/alarm/device").asText().equals(device)
                        && frame.at("/alarm/state").asText().equals(state));
    }

    List<JsonNode> all(String type) {
        List<JsonNode> found = new ArrayList<>();
        frames.stream().filter(type(type)).forEach(found::add);
        return found;
    }

    int closeCode() throws Exception {
        return closed.get(30, TimeUnit.SECONDS);
    }

    void leave() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }
}
