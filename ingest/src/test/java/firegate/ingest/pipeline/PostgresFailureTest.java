package firegate.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import firegate.ingest.alarm.Decision;
import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Position;
import firegate.ingest.records.AuditRecords;
import firegate.ingest.records.Database;
import firegate.ingest.records.RecordsException;
import firegate.ingest.records.testing.LosingProxy;
import firegate.ingest.records.testing.PostgresServer;
import firegate.ingest.records.testing.RecordsKind;
import firegate.ingest.records.testing.TestRecords;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL goes away, comes back, says nothing, or somebody else has it. */
class PostgresFailureTest {

    private static PostgresServer server;

    private DeskRig rig;

    @BeforeAll
    static void startServer() {
        server = new PostgresServer();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() {
        rig = new DeskRig(records(server.freshUrl())).start();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static TestRecords records(String url) {
        return new TestRecords(RecordsKind.POSTGRESQL, url, Optional.of(PostgresServer.USER));
    }

    @Test
    void firesAreShownWhilePostgresIsDeadAndStoredOnceWhenItIsBack() {
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
        rig.settle();
        server.kill();
        rig.send("sd-2", Kind.SMOKE, 2, "fire", 1);
        await().until(() -> rig.published.size() == 2);
        assertThat(rig.published.get(1).status().stored()).isFalse();
        await().until(() -> rig.desk.problem() != null);
        assertThat(rig.desk.problem()).contains("records cannot be written");

        server.start();
        rig.settle();
        assertThat(rig.desk.problem()).isNull();
        assertThat(rig.desk.open())
                .hasSize(2)
                .allMatch(alarm -> alarm.status().stored())
                .allSatisfy(
                        alarm -> assertThat(rig.trail("alarm:" + alarm.id())).containsExactly("alarm.raised system"));
        assertThat(rig.accounts().sum()).isEqualTo(new LedgerBook.Account(null, 2, 0, 0, 0, 2));
    }

    @Test
    void aFireIsShownWhilePostgresSaysNothing() {
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
        rig.settle();
        server.freeze();
        try {
            rig.send("sd-2", Kind.SMOKE, 2, "fire", 1);
            await().until(() -> rig.published.size() == 2);
            assertThat(rig.published.get(1).status().stored()).isFalse();
        } finally {
            server.thaw();
        }
        rig.settle();
        assertThat(rig.desk.open()).hasSize(2).allMatch(alarm -> alarm.status().stored());
        assertThat(rig.accounts().sum().received()).isEqualTo(2);
    }

    @Test
    void aCommitWhoseAnswerWasLostIsNotDoneTwice() throws Exception {
        rig.close();
        try (LosingProxy proxy = new LosingProxy(server.port())) {
            String url = server.freshUrl().replace(":" + server.port() + "/", ":" + proxy.port() + "/");
            rig = new DeskRig(records(url)).start();
            rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
            rig.settle();
            proxy.loseNextCommit();
            rig.send("sd-2", Kind.SMOKE, 2, "fire", 1);
            rig.send(DeskRig.rejected("sd-3", 3, false));
            rig.settle();
            assertThat(proxy.hasLost()).isTrue();
            rig.send("sd-4", Kind.SMOKE, 4, "fire", 1);
            rig.settle();
            assertThat(rig.desk.open())
                    .hasSize(3)
                    .allSatisfy(alarm ->
                            assertThat(rig.trail("alarm:" + alarm.id())).containsExactly("alarm.raised system"));
            assertThat(rig.count("outbox")).isEqualTo(3);
            assertThat(rig.accounts().sum()).isEqualTo(new LedgerBook.Account(null, 4, 0, 0, 1, 3));

            proxy.loseNextCommit();
            var stored = rig.journal.read(Position.START, 100, Duration.ZERO);
            assertThatThrownBy(() -> rig.ledger.stored(stored.last(), stored.entries()))
                    .isInstanceOf(RuntimeException.class);
            await().ignoreExceptions().until(() -> {
                rig.ledger.stored(stored.last(), stored.entries());
                return true;
            });
            assertThat(rig.accounts().sum()).isEqualTo(new LedgerBook.Account(null, 4, 3, 0, 1, 0));
            rig.close();
        }
    }

    @Test
    void twoThatServeAreNotLetIntoOneDatabaseButCommandsAre() {
        assertThatThrownBy(rig.records::serve)
                .isInstanceOf(RecordsException.class)
                .hasMessageContaining("are in use by another firegate; stop that one");
        try (Database command = rig.records.open()) {
            command.writer().run(handle -> AuditRecords.append(handle, 1, "system", "beside", "x", ""));
        }
        rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
        rig.settle();
        assertThat(rig.trail("x")).containsExactly("beside system");
    }

    @Test
    void whoHasLostTheDatabaseToAnotherDoesNotWriteAnyMore() {
        server.kill();
        server.start();
        try (Database other = rig.records.serve()) {
            rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
            await().until(() -> rig.desk.problem() != null);
            await().untilAsserted(() -> assertThat(rig.desk.problem()).contains("another firegate"));
            long alarms = other.reader()
                    .withHandle(handle -> handle.createQuery("SELECT count(*) FROM alarm")
                            .mapTo(Long.class)
                            .one());
            assertThat(alarms).isZero();
        }
        rig.settle();
        assertThat(rig.alarm().status().stored()).isTrue();
    }

    @Test
    void aCommandThatHoldsTheRecordsHoldsNoFireBack() {
        try (Database command = rig.records.open()) {
            command.writer().run(handle -> {
                rig.send("sd-1", Kind.SMOKE, 1, "fire", 1);
                await().until(() -> rig.published.size() == 1);
                assertThat(rig.published.get(0).status().stored()).isFalse();
            });
        }
        rig.settle();
        assertThat(rig.alarm().status().stored()).isTrue();
    }

    @Test
    void whyTheRecordsCannotBeOpenedIsSaidWithWhatToDo() {
        String url = server.url();
        assertThatThrownBy(() -> serve(url.replace(":" + server.port(), ":1"), PostgresServer.USER))
                .isInstanceOf(RecordsException.class)
                .hasMessageContaining("the records jdbc:postgresql://127.0.0.1:1/postgres cannot be reached")
                .hasMessageContaining("Is the server running");
        assertThatThrownBy(() -> serve(url, "nobody"))
                .hasMessageContaining("do not let user nobody in")
                .hasMessageContaining("records.password");
        assertThatThrownBy(() -> serve(url.replace("/postgres", "/none"), PostgresServer.USER))
                .hasMessageContaining("Create the database first");
        assertThatThrownBy(() -> serve(url + "?currentSchema=none", PostgresServer.USER))
                .hasMessageContaining("have no schema to work in");
    }

    private static Database serve(String url, String username) {
        return Database.serve(url, Optional.of(username), Optional.empty());
    }

    @Test
    void whatADeviceSendsThatPostgresCannotKeepHoldsNothingUp() {
        rig.send(new Entry.Rejected(
                "sd-1",
                Kind.UNKNOWN,
                null,
                DeskRig.ms(1),
                "c\0\ud800",
                "t\0",
                "native",
                "malformed-json",
                "key 'a\0'",
                false,
                new byte[] {0}));
        rig.send("sd-2", Kind.SMOKE, 2, "fire", 1);
        rig.settle();
        assertThat(rig.done(rig.acknowledge(rig.alarm().id(), "wang", "a\0b\udc00c")))
                .isInstanceOf(Decision.Done.class);
        rig.settle();
        assertThat(rig.trail("alarm:" + rig.alarm().id())).hasSize(2);
        assertThat(rig.count("quarantine")).isEqualTo(1);
    }
}
