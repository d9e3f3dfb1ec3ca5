package firegate.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firegate.gateway.mqtt.FakeDevices;
import firegate.gateway.mqtt.RecordingSink;
import firegate.ingest.intake.Delivery;
import firegate.ingest.intake.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetryPushTest {

    private final Vertx vertx = Vertx.vertx();
    private final RecordingSink sink = new RecordingSink();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int port;

    private void serve(boolean open) {
        FakeDevices devices = new FakeDevices(open)
                .device("sd-1", "token-1")
                .device("gw", "token-gw")
                .child("gw", "child 1");
        Router router = Router.router(vertx);
        new TelemetryPush(devices, sink, InstantSource.system()).mount(router);
        HttpServer server =
                result(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        port = server.actualPort();
    }

    @AfterEach
    void close() {
        result(vertx.close());
    }

    private static <T> T result(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private CompletableFuture<HttpResponse<String>> send(String device, String token, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/devices/" + device + "/telemetry"))
                .POST(BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> push(String device, String token, String body) {
        return send(device, token, body).join();
    }

    @Test
    void answers204OnlyWhenDurable() {
        serve(true);
        sink.byHand();
        CompletableFuture<HttpResponse<String>> response = send("sd-1", null, "{\"smoke\":0.1}");
        await().until(() -> sink.submissions.size() == 1);
        assertThat(response).isNotDone();
        sink.submissions.get(0).complete(Outcome.DURABLE);
        assertThat(response.join().statusCode()).isEqualTo(204);
        Delivery delivery = sink.deliveries().get(0);
        assertThat(delivery.device()).isEqualTo("sd-1");
        assertThat(delivery.client()).isEqualTo("127.0.0.1");
        assertThat(delivery.topic()).isEqualTo("/api/v1/devices/sd-1/telemetry");
        assertThat(delivery.profile()).isEqualTo("native");
        assertThat(delivery.packetId()).isEqualTo(Delivery.NO_PACKET_ID);
        assertThat(new String(delivery.payload(), StandardCharsets.UTF_8)).isEqualTo("{\"smoke\":0.1}");
    }

    @ParameterizedTest
    @CsvSource({
        "sd-1,,401",
        "sd-1,wrong,401",
        "sd-1,token-1,204",
        "sd-2,token-1,403",
        "child%201,token-gw,204",
        "child%201,token-1,403"
    })
    void aTokenIsForItsDeviceAndAGatewaysChildren(String device, String token, int status) {
        serve(false);
        HttpResponse<String> response = push(device, token, "{}");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(sink.deliveries()).hasSize(status == 204 ? 1 : 0);
        if (status != 204) {
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
    }

    @Test
    void aGatewayIsRecordedWithItsChild() {
        serve(false);
        push("child%201", "token-gw", "{}");
        assertThat(sink.deliveries())
                .extracting(Delivery::device, Delivery::via)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("child 1", "gw"));
    }

    @Test
    void saysWhyABodyIsNotUsable() {
        serve(true);
        sink.answer(delivery -> new Outcome.Quarantined("wrong-type", "pressure is a string"));
        HttpResponse<String> response = push("sd-1", null, "{\"pressure\":\"x\"}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("wrong-type", "pressure is a string");
    }

    @Test
    void answers503WhenNothingCanBeKept() {
        serve(true);
        sink.answer(delivery -> new Outcome.Unavailable("disk full"));
        HttpResponse<String> response = push("sd-1", null, "{}");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.body()).contains("disk full");
    }

    @Test
    void anIntakeThatBreaksIsA503() {
        serve(true);
        sink.answer(delivery -> {
            throw new IllegalStateException("broken on purpose");
        });
        assertThat(push("sd-1", null, "{}").statusCode()).isEqualTo(503);
    }

    @Test
    void takes256KiBAndNotOneByteMore() {
        serve(true);
        assertThat(push("sd-1", null, "x".repeat(256 * 1024)).statusCode()).isEqualTo(204);
        HttpResponse<String> response = push("sd-1", null, "x".repeat(256 * 1024 + 1));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(sink.deliveries())
                .as("handed over all the same, to be kept with its reason")
                .hasSize(2);
    }

    @Test
    void anEmptyBodyReachesTheIntakeToBeExplained() {
        serve(true);
        push("sd-1", null, "");
        assertThat(sink.deliveries().get(0).payload()).isEmpty();
    }

    @Test
    void letsACarefulClientContinueOnlyWithARightToken() throws IOException {
        serve(false);
        assertThat(firstLine("token-1")).isEqualTo("HTTP/1.1 100 Continue");
        assertThat(firstLine("wrong")).isEqualTo("HTTP/1.1 401 Unauthorized");
    }

    private String firstLine(String token) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/devices/sd-1/telemetry HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
                            + "Expect: 100-continue\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            StringBuilder line = new StringBuilder();
            for (int c = socket.getInputStream().read();
                    c != '\r' && c >= 0;
                    c = socket.getInputStream().read()) {
                line.append((char) c);
            }
            return line.toString();
        }
    }
}
