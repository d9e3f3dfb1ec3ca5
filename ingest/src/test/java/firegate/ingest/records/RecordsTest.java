package firegate.ingest.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firegate.ingest.device.Device;
import firegate.ingest.device.Kind;
import firegate.ingest.device.Site;
import firegate.ingest.records.DeviceRegistry.Seen;
import firegate.ingest.records.testing.RecordsKind;
import firegate.ingest.records.testing.TestRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(RecordsKind.class)
class RecordsTest {

    @Parameter
    RecordsKind kind;

    @TempDir
    Path directory;

    private TestRecords records;
    private Database database;

    @BeforeEach
    void open() {
        records = kind.fresh(directory);
        database = records.serve();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theDatabaseSyncsEveryCommit() {
        if (kind == RecordsKind.SQLITE) {
            assertThat(setting("PRAGMA synchronous")).as("FULL").isEqualTo("2");
            assertThat(setting("PRAGMA journal_mode")).isEqualTo("wal");
        } else {
            assertThat(setting("SHOW synchronous_commit")).isEqualTo("on");
        }
    }

    private String setting(String query) {
        return database.writer()
                .write(handle -> handle.createQuery(query).mapTo(String.class).one());
    }

    @Test
    void whatFailsIsUndoneAndTheNextHasItsTurn() {
        assertThatThrownBy(() -> database.writer().run(handle -> {
                    AuditRecords.append(handle, 1, "wang", "a", "s", "");
                    throw new IllegalStateException("half way");
                }))
                .hasMessage("half way");
        database.writer().run(handle -> AuditRecords.append(handle, 1, "wang", "b", "s", ""));
        assertThat(trail()).extracting(AuditRecords.Entry::action).containsExactly("b");
    }

    @Test
    void whoMustNotWaitIsToldThatTheRecordsAreBusy() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread other = new Thread(() -> database.writer().between(() -> {
            held.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        other.start();
        held.await();
        assertThatThrownBy(() -> database.writer().run(handle -> {}, () -> {}, Duration.ofMillis(1)))
                .isInstanceOf(RecordsBusyException.class);
        release.countDown();
        other.join();
        database.writer().run(handle -> {}, () -> {}, Duration.ofMillis(1));
    }

    @Test
    void anUntouchedTrailIsWhole() {
        assertThat(broken()).isEmpty();
        fill();
        assertThat(broken()).isEmpty();
        assertThat(trail()).hasSize(9);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UPDATE audit SET detail = 'nothing' WHERE seq = 4                                      | 4
            UPDATE audit SET actor = 'nobody' WHERE seq = 1                                        | 1
            UPDATE audit SET time_ms = time_ms + 1 WHERE seq = 9                                   | 9
            UPDATE audit SET hash = (SELECT hash FROM audit WHERE seq = 2) WHERE seq = 5           | 5
            DELETE FROM audit WHERE seq = 3                                                        | 4
            DELETE FROM audit WHERE seq = 1                                                        | 2
            DELETE FROM audit WHERE seq = 4; UPDATE audit SET seq = seq - 1 WHERE seq > 4           | 4
            INSERT INTO audit SELECT 10, time_ms, actor, action, subject, detail, hash FROM audit WHERE seq = 9 | 10
            UPDATE audit SET seq = -seq WHERE seq > 5; UPDATE audit SET seq = 1 - seq WHERE seq < 0; INSERT INTO audit SELECT 6, time_ms, actor, action, subject, detail, hash FROM audit WHERE seq = 5 | 6
            """)
    void aTrailThatWasTamperedWithNamesTheFirstBrokenEntry(String tampering, long seq) {
        fill();
        for (String statement : tampering.split(";")) {
            database.writer().run(handle -> handle.execute(statement));
        }
        assertThat(broken()).hasValueSatisfying(entry -> assertThat(entry.seq()).isEqualTo(seq));
    }

    @Test
    void aTokenOpensItsDeviceByNameAndPasswordOrByItselfAndTheOldOneStopsAtOnce() {
        DeviceRegistry registry = registry(false);
        registry.put(device("sd-1", false), "admin");
        String old = registry.newToken("sd-1", "admin");
        assertThat(registry.authenticate("sd-1", old)).contains("sd-1");
        assertThat(registry.authenticate(old, null)).contains("sd-1");
        assertThat(registry.authenticate(old, "")).contains("sd-1");
        assertThat(registry.authenticate("sd-2", old)).isEmpty();
        assertThat(registry.authenticate("sd-1", "wrong")).isEmpty();
        assertThat(registry.authenticate("sd-1", null)).isEmpty();
        assertThat(registry.authenticate(null, null)).isEmpty();
        assertThat(registry.authenticate("", "")).isEmpty();

        String next = registry.newToken("sd-1", "admin");
        assertThat(registry.authenticate("sd-1", old)).isEmpty();
        assertThat(registry(false).authenticate("sd-1", next))
                .as("after a restart")
                .contains("sd-1");
        assertThat(registry(false).authenticate("sd-1", old)).isEmpty();

        registry.delete("sd-1", "admin");
        assertThat(registry.authenticate(next, null)).isEmpty();
        assertThat(registry(false).authenticate(next, null)).isEmpty();
        assertThat(trail())
                .extracting(AuditRecords.Entry::action)
                .containsExactly("device.put", "device.token", "device.token", "device.delete");
        assertThat(trail()).noneMatch(entry -> entry.toString().contains(next));
    }

    @Test
    void onlyAGatewayMayPublishForOthersUnlessAllMay() {
        DeviceRegistry registry = registry(false);
        registry.put(device("gw", true), "admin");
        registry.put(device("sd-1", false), "admin");
        assertThat(registry.mayPublish("gw", "sd-1")).isTrue();
        assertThat(registry.mayPublish("sd-1", "sd-1")).isTrue();
        assertThat(registry.mayPublish("sd-1", "gw")).isFalse();
        assertThat(registry.mayPublish("nobody", "sd-1")).isFalse();
        assertThat(registry.admitsUnknown()).isFalse();
        assertThat(registry(true).mayPublish(null, "sd-1")).isTrue();
    }

    @Test
    void aGuessBecomesSharperOnceAndPeopleHaveTheLastWord() {
        DeviceRegistry registry = registry(true);
        assertThat(registry.admit("x", Kind.UNKNOWN)).isEqualTo(Kind.UNKNOWN);
        assertThat(registry.admit("x", Kind.HYDRANT)).isEqualTo(Kind.HYDRANT);
        assertThat(registry.admit("x", Kind.SMOKE)).isEqualTo(Kind.HYDRANT);
        assertThat(registry.claim(List.of("x", "nobody"), Kind.SMOKE, "s-1", "admin"))
                .hasSize(1);
        assertThat(registry.admit("x", Kind.HYDRANT)).isEqualTo(Kind.SMOKE);
        assertThat(registry.lookup("x")).hasValueSatisfying(known -> {
            assertThat(known.site()).isEqualTo("s-1");
            assertThat(known.claimed()).isTrue();
        });
        assertThat(registry(true).device("x")).isEqualTo(registry.device("x"));
    }

    @Test
    void manyThreadsAdmitOneDevice() throws Exception {
        DeviceRegistry registry = registry(true);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Kind>> kinds = new ArrayList<>();
            for (int i = 0; i < 800; i++) {
                Kind guess = i % 2 == 0 ? Kind.SMOKE : Kind.HYDRANT;
                String id = "d-" + i % 10;
                kinds.add(threads.submit(() -> registry.admit(id, guess)));
            }
            for (int i = 0; i < kinds.size(); i++) {
                assertThat(kinds.get(i).get())
                        .isEqualTo(registry.device("d-" + i % 10).orElseThrow().kind());
            }
        } finally {
            threads.shutdown();
        }
        assertThat(registry.devices()).hasSize(10);
    }

    @Test
    void whatTheJournalShowsIsRecordedAndMergedWithWhatPeopleSaid() {
        DeviceRegistry registry = registry(true);
        registry.admit("sd-1", Kind.SMOKE);
        record(registry, "sd-1", new Seen(Kind.SMOKE, "gw", true, Map.of("firmware", "1.4")));
        registry.put(named(registry.device("sd-1").orElseThrow()), "admin");
        record(registry, "sd-1", new Seen(Kind.SMOKE, null, true, Map.of("imei", "86")));
        Device after = registry(true).device("sd-1").orElseThrow();
        assertThat(after).isEqualTo(registry.device("sd-1").orElseThrow());
        assertThat(after.attributes()).containsOnly(Map.entry("firmware", "1.4"), Map.entry("imei", "86"));
        assertThat(after.via()).isEqualTo("gw");
        assertThat(after.location()).isEqualTo("2F corridor");
    }

    /** The crash came between the journal and the records; the registry that had admitted it is gone. */
    @Test
    void aDeviceThatOnlyTheJournalKnowsAppearsUnlessItMustBeRegistered() {
        record(registry(true), "sd-1", new Seen(Kind.SMOKE, null, true, Map.of()));
        assertThat(registry(true).device("sd-1")).isPresent();
        record(registry(false), "sd-2", new Seen(Kind.SMOKE, null, true, Map.of()));
        record(registry(true), "sd-3", new Seen(Kind.UNKNOWN, null, false, Map.of()));
        assertThat(registry(true).devices()).hasSize(1);
        record(registry(false), "sd-4", new Seen(Kind.SMOKE, "broker:town", true, Map.of()));
        assertThat(registry(false).device("sd-4"))
                .as("somebody vouched for it")
                .hasValueSatisfying(device -> assertThat(device.via()).isEqualTo("broker:town"));
    }

    @Test
    void aRecordingThatFailsLeavesMemoryAsItWas() {
        DeviceRegistry registry = registry(true);
        registry.admit("sd-1", Kind.SMOKE);
        Map<String, Seen> seen = Map.of("sd-1", new Seen(Kind.SMOKE, "gw", true, Map.of("firmware", "1.4")));
        assertThatThrownBy(() -> database.writer()
                        .run(
                                handle -> {
                                    registry.record(handle, seen);
                                    throw new IllegalStateException("disk");
                                },
                                () -> registry.recorded(seen)))
                .hasMessage("disk");
        assertThat(registry.device("sd-1").orElseThrow().attributes()).isEmpty();
        assertThat(registry(true).device("sd-1")).isEmpty();
    }

    @Test
    void whoFollowsDevicesIsToldOfChangesAndDeletions() {
        DeviceRegistry registry = registry(true);
        List<String> told = new ArrayList<>();
        registry.onChange(device -> told.add("changed " + device.id() + " " + device.kind()));
        registry.onDelete(device -> told.add("deleted " + device));
        registry.put(device("sd-1", false), "admin");
        registry.claim(List.of("sd-1"), Kind.HYDRANT, null, "admin");
        registry.delete("sd-1", "admin");
        assertThat(registry.delete("sd-1", "admin")).isFalse();
        assertThat(told).containsExactly("changed sd-1 SMOKE", "changed sd-1 HYDRANT", "deleted sd-1");
    }

    @Test
    void whatACommandWritesBesideAServerIsTakenOver() {
        DeviceRegistry server = registry(false);
        server.put(device("sd-1", false), "admin");
        String old = server.newToken("sd-1", "admin");
        List<String> told = new ArrayList<>();
        server.onChange(device -> told.add(device.id()));
        try (Database beside = records.open()) {
            DeviceRegistry command = new DeviceRegistry(beside, false, () -> Instant.EPOCH);
            command.putSites(List.of(site("s-1")), "imported from x.csv", "system");
            command.register(
                    List.of(
                            new DeviceRegistry.Registration(named(device("sd-1", false)), "token-of-sd-1"),
                            new DeviceRegistry.Registration(device("sd-2", false), "token-of-sd-2")),
                    "imported from x.csv",
                    "system");
        }
        assertThat(server.authenticate("sd-1", old)).as("not looked yet").isPresent();
        server.put(device("sd-3", false), "admin");
        told.clear();

        server.refresh();
        assertThat(server.site("s-1")).contains(site("s-1"));
        assertThat(server.device("sd-1").orElseThrow().location()).isEqualTo("2F corridor");
        assertThat(server.authenticate("sd-1", "token-of-sd-1")).contains("sd-1");
        assertThat(server.authenticate("token-of-sd-2", null)).contains("sd-2");
        assertThat(server.authenticate("sd-1", old)).isEmpty();
        assertThat(told).containsExactlyInAnyOrder("sd-1", "sd-2");
        told.clear();
        server.refresh();
        server.put(device("sd-4", false), "admin");
        server.refresh();
        assertThat(told).containsExactly("sd-4");
        assertThat(broken()).isEmpty();
    }

    @Test
    void whatTheJournalShowsDoesNotUndoWhatACommandHasJustWritten() {
        DeviceRegistry server = registry(true);
        server.admit("sd-1", Kind.SMOKE);
        record(server, "sd-1", new Seen(Kind.SMOKE, null, true, Map.of()));
        try (Database beside = records.open()) {
            DeviceRegistry command = new DeviceRegistry(beside, false, () -> Instant.EPOCH);
            Device asRead = command.device("sd-1").orElseThrow();
            record(server, "sd-1", new Seen(Kind.SMOKE, null, true, Map.of("firmware", "1.4")));
            command.register(
                    List.of(new DeviceRegistry.Registration(named(asRead), null)), "imported from x.csv", "system");
        }
        record(server, "sd-1", new Seen(Kind.SMOKE, "gw", true, Map.of("imei", "86")));
        server.refresh();
        Device after = server.device("sd-1").orElseThrow();
        assertThat(after.location()).isEqualTo("2F corridor");
        assertThat(after.via()).isEqualTo("gw");
        assertThat(after.attributes()).containsOnly(Map.entry("firmware", "1.4"), Map.entry("imei", "86"));
        assertThat(registry(true).device("sd-1")).contains(after);
    }

    private static Site site(String id) {
        return new Site(id, "仓库", null, "v", "g", null, null, null, false, null, List.of(), Map.of(), null);
    }

    @Test
    void sitesSurviveARestart() {
        DeviceRegistry registry = registry(true);
        Site site = new Site(
                "s-1",
                "仓库",
                "东路 1",
                "v",
                "g",
                null,
                29.1,
                121.0,
                true,
                null,
                List.of(new Site.Contact("王", "139", "owner")),
                Map.of("county", "9"),
                null);
        registry.put(site, "admin");
        assertThat(registry(true).site("s-1")).contains(site);
        assertThat(registry.deleteSite("s-1", "admin")).isTrue();
        assertThat(registry.deleteSite("s-1", "admin")).isFalse();
        assertThat(registry(true).sites()).isEmpty();
        assertThat(registry.site(null)).isEmpty();
    }

    private DeviceRegistry registry(boolean open) {
        return new DeviceRegistry(database, open, () -> Instant.ofEpochMilli(1_760_000_000_000L));
    }

    private void record(DeviceRegistry registry, String id, Seen seen) {
        database.writer()
                .run(handle -> registry.record(handle, Map.of(id, seen)), () -> registry.recorded(Map.of(id, seen)));
    }

    private static Device device(String id, boolean gateway) {
        return new Device(
                id,
                Kind.SMOKE,
                null,
                null,
                null,
                null,
                null,
                null,
                "native",
                Duration.ofHours(24),
                "battery",
                true,
                gateway,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of());
    }

    private static Device named(Device device) {
        return new Device(
                device.id(),
                device.kind(),
                "s-1",
                "d",
                "2F corridor",
                null,
                null,
                null,
                "native",
                null,
                null,
                true,
                false,
                device.via(),
                null,
                null,
                null,
                null,
                null,
                device.attributes());
    }

    private void fill() {
        database.writer().run(handle -> {
            AuditRecords.append(handle, 1, "system", "alarm.raised", "alarm:1", "");
            AuditRecords.append(handle, 2, "wang", "alarm.acknowledged", "alarm:1", null);
        });
        database.writer().run(handle -> {
            List<AuditRecords.Act> acts = new ArrayList<>();
            for (int i = 3; i <= 9; i++) {
                acts.add(new AuditRecords.Act(i, "lin", "alarm.noted", "alarm:1", "note " + i));
            }
            AuditRecords.append(handle, acts);
        });
    }

    private List<AuditRecords.Entry> trail() {
        List<AuditRecords.Entry> newestFirst = database.reader()
                .withHandle(handle ->
                        AuditRecords.list(handle, new AuditRecords.Filter(null, null, null, null), null, 100));
        List<AuditRecords.Entry> trail = new ArrayList<>(newestFirst);
        Collections.reverse(trail);
        return trail;
    }

    private Optional<AuditRecords.Entry> broken() {
        return database.reader().withHandle(AuditRecords::firstBroken);
    }
}
