package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firegate.gateway.notify.Receiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program with a receiver that is down at first, killed while events wait. */
class WebhookIT {

    private static final Duration MOST = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void everyEventArrivesOnceAfterTheReceiverWasDownAndTheProgramWasKilled() throws Exception {
        try (Receiver receiver = new Receiver();
                Instance firegate = new Instance(directory.resolve("data"))) {
            Set<String> refused = ConcurrentHashMap.newKeySet();
            receiver.answers(request -> 503);
            firegate.set("FIREGATE_WEBHOOKS_0_URL", receiver.url())
                    .set("FIREGATE_WEBHOOKS_0_SECRET", "s3cret")
                    .start();
            for (int i = 0; i < 5; i++) {
                assertThat(firegate.publish("sd-" + i, "{\"fire\":true}")).isZero();
            }
            await().atMost(MOST).until(() -> receiver.requests().size() >= 5);
            assertThat(firegate.get("/health/ready")
                            .at("/checks/webhooks/status")
                            .asText())
                    .isEqualTo("down");
            firegate.kill();
            receiver.answers(request -> refused.add(request.key()) ? 500 : 204);
            firegate.start();
            String first =
                    firegate.all("/api/v1/alarms?state=open").get(0).get("id").asText();
            assertThat(firegate.post("/api/v1/alarms/" + first + "/acknowledge", "{}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(firegate.post("/api/v1/alarms/" + first + "/verdict", "{\"verdict\":\"confirmed-fire\"}")
                            .statusCode())
                    .isEqualTo(200);

            await().atMost(MOST)
                    .until(() -> receiver.taken().stream()
                                    .filter(request -> request.event().equals("raised"))
                                    .count()
                            == 5);
            await().atMost(MOST)
                    .until(() -> receiver.taken().stream()
                            .anyMatch(request -> request.event().equals("confirmed")));
            assertThat(receiver.taken().stream()
                            .filter(request -> request.alarm().equals(first))
                            .map(Receiver.Request::event)
                            .filter(event -> !event.equals("escalated")))
                    .containsExactly("raised", "confirmed");
            assertThat(receiver.taken()).extracting(Receiver.Request::key).doesNotHaveDuplicates();
            await().atMost(MOST)
                    .until(() -> firegate.get("/health/ready")
                            .at("/checks/webhooks/status")
                            .asText()
                            .equals("up"));
            assertThat(firegate.terminate()).isZero();
        }
    }
}
