package firegate.gateway.notify;

import firegate.dashboard.api.AlarmJson;
import firegate.dashboard.api.Iso;
import firegate.gateway.config.Config;
import firegate.gateway.config.Secret;
import firegate.ingest.records.OutboxRecords.Event;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts events as JSON, signed. The same event has the same bytes and the same {@code Idempotency-Key} every time. Only a 2xx
 * counts; redirects are not followed.
 */
final class WebhookNotifier implements Notifier {

    private static final String MAC = "HmacSHA256";
    private static final Duration CONNECT_WAIT = Duration.ofSeconds(5);

    private final URI url;
    private final Optional<Secret> secret;
    private final Set<String> severities;
    private final Set<String> events;
    private final String id;
    private final String name;
    private final Duration answerWait;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_WAIT)
            .build();

    /**
     * @param number its place in the configuration, from 1
     * @param nth how many receivers before it have the same address
     * @param answerWait how long the receiver may take for one event
     */
    WebhookNotifier(Config.Webhook webhook, int number, int nth, Duration answerWait) {
        this.url = URI.create(webhook.url());
        this.secret = webhook.secret();
        this.severities = Set.copyOf(webhook.severities());
        this.events = Set.copyOf(webhook.events());
        this.id = "webhook:" + sha256(webhook.url()) + (nth == 0 ? "" : "#" + nth);
        // The path and the query of such addresses are often secret.
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        this.name = "webhook " + number + " (" + url.getScheme() + "://" + url.getHost() + port + ")";
        this.answerWait = answerWait;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean wants(Event event) {
        return events.contains(event.event())
                && severities.contains(event.alarm().status().severity().id());
    }

    @Override
    public CompletableFuture<Void> deliver(Event event) {
        String key = event.alarm().id() + "-" + event.seq();
        byte[] body = body(key, event);
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(answerWait)
                .header("Content-Type", "application/json")
                .header("User-Agent", "firegate")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofByteArray(body));
        secret.ifPresent(of -> request.header("X-Firegate-Signature", "sha256=" + signature(of, body)));
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request.build(), BodyHandlers.discarding());
        // The request's own time ends with the head of the answer; its body must not last for ever.
        return answer.copy()
                .orTimeout(answerWait.toMillis() * 2, TimeUnit.MILLISECONDS)
                .whenComplete((response, failure) -> answer.cancel(true))
                .thenCompose(response -> response.statusCode() / 100 == 2
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(new IOException("HTTP " + response.statusCode())));
    }

    private static byte[] body(String key, Event event) {
        return new JsonObject()
                .put("id", key)
                .put("event", event.event())
                .put("time", Iso.time(event.timeMs()))
                .put("alarm", AlarmJson.of(event.alarm()))
                .encode()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String signature(Secret secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), MAC));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
