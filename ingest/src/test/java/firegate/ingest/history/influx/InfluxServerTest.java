package firegate.ingest.history.influx;

import static firegate.ingest.history.Sent.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import firegate.ingest.device.Kind;
import firegate.ingest.history.Answer;
import firegate.ingest.history.Answer.Point;
import firegate.ingest.history.HistoryException;
import firegate.ingest.history.HistoryFeed;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.history.StoredAccounts;
import firegate.ingest.history.influx.InfluxOptions.Token;
import firegate.ingest.history.influx.InfluxOptions.User;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.MemoryJournal;
import firegate.ingest.journal.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real InfluxDB 1.x does when it is away, refuses, or belongs to somebody else. */
class InfluxServerTest {

    private static final long NOW = System.currentTimeMillis();
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private static InfluxOptions options(String url, String database, String user, String password) {
        User account = new User(Optional.ofNullable(user), Optional.ofNullable(password));
        return new InfluxOptions(url, account, database, Duration.ofDays(400), InfluxTestStore.SHORT);
    }

    private static InfluxHistory history(Influxd server, String database) {
        return new InfluxHistory(options(server.url(), database, null, null));
    }

    private static void carry(
            MemoryJournal journal, InfluxHistory history, StoredAccounts accounts, Runnable meanwhile) {
        try (HistoryFeed feed = new HistoryFeed(journal, Position.START, history, accounts, () -> NOW)) {
            feed.start();
            meanwhile.run();
            await().atMost(LONG).until(() -> feed.position().equals(journal.head()));
        }
    }

    @Test
    void saysItsVersion() {
        try (InfluxHistory history = history(Influxd.shared(), "version")) {
            assertThat(history.name()).isEqualTo("influxdb 1.6.7");
            assertThat(history.problem()).isNull();
        }
    }

    @Test
    void createsTheDatabaseWithItsRetention() {
        Influxd server = Influxd.shared();
        try (InfluxHistory history = history(server, "new \"one\"")) {
            assertThat(history.problem()).isNull();
            assertThat(server.ask("SHOW RETENTION POLICIES ON \"new \\\"one\\\"\"")
                            .get(0)
                            .get(1)
                            .asText())
                    .isEqualTo("9600h0m0s");
        }
    }

    @Test
    void leavesTheRetentionOfAnotherOnesDatabase() {
        Influxd server = Influxd.shared();
        server.ask("CREATE DATABASE theirs WITH DURATION 48h");
        try (InfluxHistory history = history(server, "theirs")) {
            assertThat(history.problem()).isNull();
            assertThat(server.ask("SHOW RETENTION POLICIES ON theirs")
                            .get(0)
                            .get(1)
                            .asText())
                    .isEqualTo("48h0m0s");
        }
    }

    @Test
    void writesKindSiteAndFloatsAsOthersReadThem() {
        Influxd server = Influxd.shared();
        try (InfluxHistory history = history(server, "form")) {
            history.write(List.of(sent("h-1", Kind.HYDRANT, "南门 1", NOW, "pressure", 0.31, "leak", 1)));

            assertThat(server.ask("form", "SELECT device, leak, pressure, site FROM hydrant")
                            .toString())
                    .isEqualTo("[[" + NOW + ",\"h-1\",1,0.31,\"南门 1\"]]");
            assertThat(server.ask("form", "SHOW FIELD KEYS FROM hydrant").toString())
                    .isEqualTo("[[\"leak\",\"float\"], [\"pressure\",\"float\"]]");
        }
    }

    /** The count is InfluxDB's own. */
    @Test
    void holdsEachReadingOnceAfterKillsInTheMiddle() {
        int readings = 60_000;
        MemoryJournal journal = new MemoryJournal();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < readings; i++) {
            entries.add(sent("sd-" + i % 500, NOW - readings + i, "smoke", i, "temperature", 20));
        }
        AtomicLong accounted = new AtomicLong();
        CountDownLatch underWay = new CountDownLatch(1);
        StoredAccounts accounts = (upTo, stored) -> {
            accounted.addAndGet(stored.size());
            underWay.countDown();
        };
        try (Influxd server = Influxd.start(directory);
                InfluxHistory history = history(server, "firegate")) {
            journal.append(entries.subList(0, 30_000)).join();
            carry(journal, history, accounts, () -> {
                // The first half is on its way, or in.
                server.kill();
                journal.append(entries.subList(30_000, readings)).join();
                await().atMost(LONG).until(() -> history.problem() != null);
                assertThat(history.problem()).contains("does not answer").contains(server.url());
                server.start();
                await().atMost(LONG).until(() -> underWay.getCount() == 0);
                server.kill();
                server.start();
            });
            server.stop();
            server.start();

            assertThat(server.ask("firegate", "SELECT count(smoke), count(temperature), sum(smoke) FROM smoke")
                            .get(0)
                            .toString())
                    .isEqualTo("[0," + readings + "," + readings + "," + (readings - 1L) * readings / 2 + "]");
            assertThat(accounted).hasValue(readings);
            await().atMost(LONG).until(() -> history.problem() == null);
            assertThat(Answer.raw(history, "sd-7", "smoke", 0, Long.MAX_VALUE)).hasSize(readings / 500);
        }
    }

    @Test
    void startsWithoutTheServerAndFindsItWhenItComes() throws Exception {
        Influxd server = Influxd.start(directory);
        server.stop();
        try (server;
                InfluxHistory history = history(server, "firegate")) {
            assertThat(history.name()).isEqualTo("influxdb");
            assertThat(history.problem()).contains("does not answer").contains(server.url());
            assertThatThrownBy(() -> history.write(List.of(sent("sd-1", NOW, "smoke", 1))))
                    .isInstanceOfSatisfying(
                            HistoryException.class,
                            e -> assertThat(e.isRefused()).isFalse());
            assertThatThrownBy(() -> Answer.raw(history, "sd-1", "smoke", 0, NOW + 1))
                    .isInstanceOf(HistoryException.class)
                    .hasMessageContaining("does not answer");

            server.start();
            await().atMost(LONG).until(() -> history.problem() == null);
            assertThat(history.name()).isEqualTo("influxdb 1.6.7");
            history.write(List.of(sent("sd-1", NOW, "smoke", 1)));
            assertThat(Answer.raw(history, "sd-1", "smoke", 0, NOW + 1)).containsExactly(new Point(NOW, 1));
        }
    }

    @Test
    void noticesThatTheServerWentWithoutAnythingBeingWritten() {
        try (Influxd server = Influxd.start(directory);
                InfluxHistory history = history(server, "firegate")) {
            assertThat(history.problem()).isNull();
            server.kill();
            await().atMost(LONG).until(() -> history.problem() != null);
        }
    }

    @Test
    void makesTheDatabaseAnewThatWasDroppedUnderIt() {
        Influxd server = Influxd.shared();
        MemoryJournal journal = new MemoryJournal();
        try (InfluxHistory history = history(server, "dropped")) {
            server.ask("DROP DATABASE dropped");
            journal.append(List.of(sent("sd-1", NOW, "smoke", 1))).join();
            carry(journal, history, (upTo, stored) -> {}, () -> {});

            assertThat(Answer.raw(history, "sd-1", "smoke", 0, NOW + 1)).hasSize(1);
        }
    }

    @Test
    void waitsWhilePasswordOrRightsAreWrong() {
        try (Influxd server = Influxd.startWithUsers(directory)) {
            server.ask("CREATE USER gate WITH PASSWORD 'pass wörd'");
            try (InfluxHistory wrong = new InfluxHistory(options(server.url(), "firegate", "gate", "other"))) {
                assertThat(wrong.problem()).contains("401").contains("authorization failed");
                assertWaits(wrong);
            }
            try (InfluxHistory nobody = new InfluxHistory(options(server.url(), "firegate", null, null))) {
                assertThat(nobody.problem()).contains("401");
                assertWaits(nobody);
            }
            try (InfluxHistory history = new InfluxHistory(options(server.url(), "firegate", "gate", "pass wörd"))) {
                assertThat(history.problem())
                        .contains("no database 'firegate'")
                        .contains("CREATE DATABASE \"firegate\" WITH DURATION 9600h");
                assertWaits(history);

                server.ask("CREATE DATABASE firegate");
                server.ask("GRANT READ ON firegate TO gate");
                await().atMost(LONG).until(() -> history.problem() == null);
                assertWaits(history);

                server.ask("GRANT ALL ON firegate TO gate");
                history.write(List.of(sent("sd-1", NOW, "smoke", 1)));
                await().atMost(LONG).until(() -> history.problem() == null);
                assertThat(Answer.raw(history, "sd-1", "smoke", 0, NOW + 1)).hasSize(1);
            }
        }
    }

    private static void assertWaits(InfluxHistory history) {
        assertThatThrownBy(() -> history.write(List.of(sent("sd-1", NOW, "smoke", 1))))
                .isInstanceOfSatisfying(
                        HistoryException.class, e -> assertThat(e.isRefused()).isFalse());
    }

    @Test
    void saysThatATokenIsForNewerOnes() {
        InfluxOptions options = new InfluxOptions(
                Influxd.shared().url(),
                new Token("secret", Optional.of("town")),
                "firegate",
                Duration.ofDays(400),
                InfluxTestStore.SHORT);
        try (InfluxHistory history = new InfluxHistory(options)) {
            assertThat(history.problem())
                    .contains("1.6.7")
                    .contains("influxdb.database")
                    .doesNotContain("secret");
        }
    }

    /** A field that somebody else made a text, and readings that are older than the database keeps. */
    @Test
    void quarantinesOnlyWhatInfluxDbRefusesWithItsReason() throws Exception {
        Influxd server = Influxd.shared();
        server.ask("CREATE DATABASE refusing WITH DURATION 48h");
        server.write("refusing", "smoke,device=other co=\"high\" " + NOW);
        long old = NOW - Duration.ofDays(30).toMillis();
        MemoryJournal journal = new MemoryJournal();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            entries.add(
                    switch (i) {
                        case 700 -> sent("text", NOW - i, "co", 5);
                        case 1_500, 1_501 -> sent("old", old + i, "smoke", 5);
                        default -> sent("sd-" + i % 10, NOW - i, "smoke", i);
                    });
        }
        journal.append(entries).join();
        Map<Position, String> refused = new ConcurrentHashMap<>();
        AtomicLong accounted = new AtomicLong();
        StoredAccounts accounts = new StoredAccounts() {
            @Override
            public void stored(Position upTo, List<Entry> stored) {
                accounted.addAndGet(stored.size());
            }

            @Override
            public boolean refused(Position at, Entry.Telemetry entry, String reason) {
                refused.put(at, entry.device() + ": " + reason);
                return true;
            }
        };
        try (InfluxHistory history = history(server, "refusing")) {
            carry(journal, history, accounts, () -> {});

            assertThat(refused).containsOnlyKeys(new Position(0, 701), new Position(0, 1_501), new Position(0, 1_502));
            assertThat(refused.get(new Position(0, 701))).startsWith("text: ").contains("field type conflict");
            assertThat(refused.get(new Position(0, 1_501))).startsWith("old: ").contains("beyond retention policy");
            assertThat(accounted).hasValue(2_997);
            assertThat(server.ask("refusing", "SELECT count(smoke) FROM smoke")
                            .get(0)
                            .get(1)
                            .asInt())
                    .isEqualTo(2_997);
            assertThat(history.series(List.of("other", "sd-1"), 0, NOW + 1))
                    .containsExactly(new SeriesId("sd-1", "smoke"));
            assertThat(Answer.raw(history, "other", "co", 0, NOW + 1)).isEmpty();
        }
    }
}
