package firegate.gateway.whole;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A console's socket: remembers every frame of the live feed. */
final class LiveClient implements WebSocket.Listener, AutoCloseable {

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder part = new StringBuilder();
    private final WebSocket socket;

    LiveClient(Instance instance) throws Exception {
        try {
            socket = Instance.http()
                    .newWebSocketBuilder()
                    .header("Authorization", Instance.basic())
                    .buildAsync(java.net.URI.create("ws://127.0.0.1:" + instance.httpPort + "/api/v1/live"), this)
                    .get(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no live feed", e);
        }
        await().until(() ->
                frames.stream().anyMatch(frame -> frame.path("type").asText().equals("snapshot")));
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            frames.add(Instance.json(part.toString()));
            part.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    List<JsonNode> frames() {
        return frames;
    }

    /** Waits for an alarm of a delta that fits. */
    JsonNode awaitAlarm(Duration most, Predicate<JsonNode> fits) {
        return await().atMost(most)
                .until(
                        () -> frames.stream()
                                .filter(frame -> frame.path("type").asText().equals("alarm"))
                                .map(frame -> frame.path("alarm"))
                                .filter(fits)
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
