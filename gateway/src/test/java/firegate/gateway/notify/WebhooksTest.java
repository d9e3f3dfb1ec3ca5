package firegate.gateway.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firegate.gateway.config.Config;
import firegate.gateway.config.Secret;
import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.AlarmState;
import firegate.ingest.device.Kind;
import firegate.ingest.records.Database;
import firegate.ingest.records.OutboxRecords;
import firegate.ingest.records.OutboxRecords.Event;
import firegate.ingest.rule.Severity;
import firegate.ingest.rule.Text;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Couriers against a receiver on the loopback: each event once, in order, whatever the receiver does. */
class WebhooksTest {

    private static final Pace FAST =
            new Pace(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(300), Duration.ofMillis(20));

    @TempDir
    Path directory;

    private final Receiver receiver = new Receiver();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Database database;
    private Webhooks webhooks;
    private long seq;

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + directory.resolve("records.db"), Optional.empty(), Optional.empty());
    }

    @AfterEach
    void close() {
        if (webhooks != null) {
            webhooks.close();
        }
        database.close();
        receiver.close();
    }

    private void start(Config.Webhook... configured) {
        webhooks = new Webhooks(List.of(configured), database, FAST, meters);
        webhooks.start(listener -> {});
    }

    private Config.Webhook to(String url) {
        return new Config.Webhook(
                url,
                Optional.of(new Secret("s3cret")),
                List.of("critical", "major"),
                List.of("raised", "escalated", "confirmed", "closed"));
    }

    private void happens(String event, String alarm) {
        happens(event, alarm, Severity.CRITICAL);
    }

    private void happens(String event, String alarm, Severity severity) {
        seq++;
        long now = seq;
        database.writer()
                .run(handle -> OutboxRecords.put(
                        handle, List.of(new Event(now, 1_760_000_000_000L, event, alarm(alarm, severity)))));
    }

    private static Alarm alarm(String id, Severity severity) {
        return new Alarm(
                new Alarm.Origin(
                        id,
                        "device:d",
                        "d",
                        "s",
                        Kind.SMOKE,
                        "smoke.fire",
                        1,
                        true,
                        new Text("感烟火警", "Smoke fire alarm")),
                new Alarm.Status(
                        AlarmState.ACTIVE_UNACKED, severity, true, false, false, true, 1, null, new Text("火", "fire")),
                new Alarm.Handling(null, List.of(), null, List.of(), null, null),
                null,
                new Alarm.Clock(Map.of(Alarm.Stamp.RAISED, 1_760_000_000_000L)),
                1);
    }

    private List<String> taken(String alarm) {
        return receiver.taken().stream()
                .filter(request -> request.alarm().equals(alarm))
                .map(Receiver.Request::event)
                .toList();
    }

    private long rows(String table) {
        return database.reader()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Long.class)
                        .one());
    }

    private long cursor() {
        return database.reader()
                .withHandle(handle -> handle.createQuery("SELECT coalesce(min(seq), -1) FROM outbox_cursor")
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void anEventIsPostedAsTheContractSaysAndSigned() throws Exception {
        start(to(receiver.url()));
        happens("raised", "01A");
        await().until(() -> receiver.taken().size() == 1);

        Receiver.Request request = receiver.requests().get(0);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(request.signature()).isEqualTo("sha256=" + HexFormat.of().formatHex(mac.doFinal(request.body())));
        assertThat(request.contentType()).isEqualTo("application/json");
        assertThat(request.json().properties().stream().map(Map.Entry::getKey))
                .containsExactly("id", "event", "time", "alarm");
        assertThat(request.key()).isEqualTo(request.json().get("id").asText()).isEqualTo("01A-1");
        assertThat(request.json().get("time").asText()).isEqualTo("2025-10-09T08:53:20.000Z");
        assertThat(request.json().at("/alarm/title/zh").asText()).isEqualTo("感烟火警");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 404, 302, Receiver.HANGS})
    void whatIsNotTakenIsSentAgainWithTheSameKeyAndBytesUntilItIs(int first) {
        Set<String> refused = ConcurrentHashMap.newKeySet();
        receiver.answers(request -> refused.add(request.key()) ? first : 200);
        start(to(receiver.url()));
        happens("raised", "01A");
        happens("closed", "01A");
        await().until(() -> receiver.taken().size() == 2);

        assertThat(taken("01A")).containsExactly("raised", "closed");
        assertThat(receiver.requests()).hasSize(4);
        assertThat(receiver.requests().get(0).key())
                .isEqualTo(receiver.requests().get(1).key());
        assertThat(receiver.requests().get(0).body())
                .isEqualTo(receiver.requests().get(1).body());
        await().until(() -> cursor() == 2);
        assertThat(webhooks.problem()).isNull();
    }

    @Test
    void oneAlarmThatFailsDoesNotHoldBackTheOthersAndKeepsItsOrder() {
        receiver.answers(request -> request.alarm().equals("01BAD") ? 500 : 200);
        start(to(receiver.url()));
        happens("raised", "01BAD");
        happens("closed", "01BAD");
        for (int i = 0; i < 20; i++) {
            happens("raised", "01-" + i);
            happens("closed", "01-" + i);
        }
        await().until(() -> receiver.taken().size() == 40);
        IntStream.range(0, 20).forEach(i -> assertThat(taken("01-" + i)).containsExactly("raised", "closed"));
        assertThat(receiver.requests()).noneMatch(request -> request.key().equals("01BAD-2"));
        await().until(() -> webhooks.problem() != null);
        assertThat(webhooks.problem())
                .contains("events of 1 alarms")
                .contains("HTTP 500")
                .doesNotContain("s3cret");
        assertThat(cursor()).isZero();

        receiver.answers(request -> 200);
        await().until(() -> taken("01BAD").size() == 2);
        assertThat(taken("01BAD")).containsExactly("raised", "closed");
        await().until(() -> cursor() == 42);
        assertThat(webhooks.problem()).isNull();
        assertThat(meters.get("firegate_notify_taken").counter().count()).isEqualTo(42);
    }

    @Test
    void noEventIsSentAgainAfterItWasTakenAndRecordedAndNoneIsLostOverRestarts() {
        receiver.answers(request -> request.alarm().equals("01BAD") ? 500 : 200);
        start(to(receiver.url()));
        happens("raised", "01BAD");
        List<String> all = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 10; i++) {
                String alarm = "01-" + round + "-" + i;
                happens("raised", alarm);
                all.add(alarm + "-" + seq);
            }
            int most = all.size();
            await().until(() -> receiver.taken().size() == most);
            webhooks.close();
            start(to(receiver.url()));
        }
        receiver.answers(request -> 200);
        await().until(() -> cursor() == seq);

        assertThat(receiver.taken())
                .extracting(Receiver.Request::key)
                .contains("01BAD-1")
                .containsAll(all);
        assertThat(receiver.taken()).extracting(Receiver.Request::key).doesNotHaveDuplicates();
    }

    @Test
    void eachReceiverHasItsOwnPaceAndADeadOneHoldsBackNobodyButTheOutbox() {
        start(to(receiver.url()), to("http://127.0.0.1:1/"));
        happens("raised", "01A");
        await().until(() -> receiver.taken().size() == 1);
        await().until(() -> webhooks.problem() != null);

        assertThat(webhooks.problem()).startsWith("webhook 2 (http://127.0.0.1:1) does not take events");
        database.writer().run(handle -> OutboxRecords.drop(handle, Long.MAX_VALUE, 0));
        happens("raised", "01B");
        database.writer().run(handle -> OutboxRecords.drop(handle, Long.MAX_VALUE, 0));
        assertThat(rows("outbox")).isEqualTo(2);
    }

    @Test
    void aReceiverGetsOnlyWhatItAskedForAndNothingFromBeforeItWasConfigured() {
        happens("raised", "01OLD");
        start(new Config.Webhook(receiver.url(), Optional.empty(), List.of("critical"), List.of("confirmed")));
        happens("raised", "01A");
        happens("confirmed", "01A");
        happens("confirmed", "01B", Severity.MAJOR);
        happens("confirmed", "01C");
        await().until(() -> receiver.taken().size() == 2);
        await().until(() -> cursor() == 5);

        assertThat(receiver.taken()).extracting(Receiver.Request::alarm).containsExactlyInAnyOrder("01A", "01C");
        assertThat(receiver.taken())
                .allSatisfy(request -> assertThat(request.signature()).isNull());
    }

    @Test
    void aReceiverThatIsNoLongerConfiguredIsForgotten() {
        start(to(receiver.url()), to("http://127.0.0.1:1/"));
        webhooks.close();
        start(to(receiver.url()));
        assertThat(rows("outbox_cursor")).isEqualTo(1);
    }
}
