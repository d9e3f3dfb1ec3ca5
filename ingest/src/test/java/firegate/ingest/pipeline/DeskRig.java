package firegate.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.AlarmCommands;
import firegate.ingest.alarm.Decision;
import firegate.ingest.alarm.FalseCause;
import firegate.ingest.alarm.Verdict;
import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Position;
import firegate.ingest.journal.ReadingKey;
import firegate.ingest.records.AlarmRecords;
import firegate.ingest.records.AuditRecords;
import firegate.ingest.records.Cursors;
import firegate.ingest.records.Database;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.records.LedgerRecords;
import firegate.ingest.records.testing.RecordsKind;
import firegate.ingest.records.testing.TestRecords;
import firegate.ingest.rule.RuleBook;
import firegate.ingest.rulebook.RuleBookReader;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import firegate.ingest.telemetry.Reading.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A desk on a real database and a journal in memory; both outlive the desk, which can crash and be started again. */
final class DeskRig implements AutoCloseable {

    static final long START_MS = 1_760_000_000_000L;

    final ManualClock clock = new ManualClock(START_MS);
    final ListJournal journal = new ListJournal();
    final List<Alarm> published = new CopyOnWriteArrayList<>();
    final TestRecords records;
    private RuleBook book = RuleBookReader.builtIn();

    Database database;
    DeviceRegistry registry;
    LedgerBook ledger;
    AlarmDesk desk;

    DeskRig(RecordsKind kind, Path directory) {
        this(kind.fresh(directory));
    }

    DeskRig(TestRecords records) {
        this.records = records;
    }

    static long ms(double second) {
        return START_MS + Math.round(second * 1000);
    }

    DeskRig start() {
        database = records.serve();
        registry = new DeviceRegistry(database, true, clock);
        ledger = new LedgerBook(database);
        long held = journal.holdBackBehind(Long.MAX_VALUE);
        try {
            ledger.rebuild(journal);
            journal.holdBackBehind(held);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        desk = new AlarmDesk(journal, database, registry, ledger, book, Duration.ofMinutes(5), clock);
        desk.onAlarms(published::addAll);
        desk.start();
        return this;
    }

    /** The next start uses another rule book. */
    void rules(RuleBook next) {
        book = next;
    }

    /** Ends the process as far as the records can tell: nothing more is written. */
    void crash() {
        database.close();
        desk.close();
    }

    @Override
    public void close() {
        desk.close();
        database.close();
    }

    Entry.Telemetry telemetry(String device, Kind kind, double second, double receivedSecond, Object... values) {
        String[] names = new String[values.length / 2];
        double[] numbers = new double[names.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = (String) values[2 * i];
            numbers[i] = ((Number) values[2 * i + 1]).doubleValue();
        }
        Reading reading = new Reading(ms(second), TimeSource.DEVICE, ms(second), new MetricValues(names, numbers));
        return new Entry.Telemetry(
                device, kind, null, null, ms(receivedSecond), List.of(reading), List.of(ReadingKey.NONE), 0, Map.of());
    }

    static Entry.Rejected rejected(String device, double receivedSecond, boolean fire) {
        return new Entry.Rejected(
                device,
                Kind.UNKNOWN,
                null,
                ms(receivedSecond),
                "c",
                "t",
                "native",
                "malformed-json",
                "",
                fire,
                new byte[] {'{'});
    }

    /** As the intake does it: journal first, then the lane. */
    Position send(Entry entry) {
        if (entry instanceof Entry.Telemetry telemetry) {
            registry.admit(entry.device(), telemetry.kind());
        }
        Position position = journal.append(List.of(entry)).join();
        if (entry.fire()) {
            desk.durable(position, entry);
        }
        return position;
    }

    Position send(String device, Kind kind, double second, Object... values) {
        return send(telemetry(device, kind, second, second, values));
    }

    /** Waits until everything in the journal is evaluated and committed. */
    DeskRig settle() {
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            clock.advance(Duration.ofMillis(600));
            return desk.waiting() == 0 && cursor().equals(journal.head());
        });
        return this;
    }

    Position cursor() {
        return database.reader().withHandle(handle -> Cursors.of(handle, LedgerBook.ALARMS));
    }

    /** Lets it be that second: what time changes has happened when this returns. */
    DeskRig at(double second) {
        clock.set(ms(second));
        return turn();
    }

    /** Lets the desk have whole turns of everything; each reads the journal once. */
    DeskRig turn() {
        long before = journal.reads();
        await().until(() -> journal.reads() >= before + 3);
        return this;
    }

    /** The open alarm of a device. */
    Alarm alarmOf(String device) {
        return await().until(
                        () -> desk.open().stream()
                                .filter(alarm -> device.equals(alarm.origin().device()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Smoke that has stood long enough at the present second for a major alarm. */
    Alarm smoke(String device) {
        double now = (clock.millis() - START_MS) / 1000.0;
        send(telemetry(device, Kind.SMOKE, now - 40, now, "smoke", 0.2));
        send(telemetry(device, Kind.SMOKE, now, now, "smoke", 0.2));
        return alarmOf(device);
    }

    CompletableFuture<Optional<Decision>> shelve(String id, String user, double untilSecond) {
        return desk.carryOut(
                id, (alarm, now) -> AlarmCommands.shelve(alarm, user, ms(untilSecond), "painting the corridor", now));
    }

    CompletableFuture<Optional<Decision>> verdict(String id, String user, Verdict verdict, FalseCause cause) {
        return desk.carryOut(id, (alarm, now) -> AlarmCommands.verdict(alarm, user, verdict, cause, null, now));
    }

    /** The events for receivers outside, oldest first. */
    List<String> events(String alarm) {
        return database.reader()
                .withHandle(handle -> handle.createQuery("SELECT event FROM outbox WHERE alarm = ? ORDER BY seq")
                        .bind(0, alarm)
                        .mapTo(String.class)
                        .list());
    }

    /** The only open alarm. */
    Alarm alarm() {
        await().until(() -> desk.open().size() == 1);
        return desk.open().get(0);
    }

    CompletableFuture<Optional<Decision>> acknowledge(String id, String user, String note) {
        return desk.carryOut(id, (alarm, now) -> AlarmCommands.acknowledge(alarm, user, note, now));
    }

    CompletableFuture<Optional<Decision>> reset(String id, String user, String note) {
        return desk.carryOut(id, (alarm, now) -> AlarmCommands.reset(alarm, user, note, now));
    }

    CompletableFuture<Optional<Decision>> close(String id, String user, String note) {
        return desk.carryOut(id, (alarm, now) -> AlarmCommands.close(alarm, user, note, now));
    }

    CompletableFuture<Optional<Decision>> note(String id, String user, String note) {
        return desk.carryOut(id, (alarm, now) -> AlarmCommands.note(alarm, user, note, now));
    }

    Decision done(CompletableFuture<Optional<Decision>> answer) {
        return answer.join().orElseThrow();
    }

    Alarm recorded(String id) {
        return database.reader()
                .withHandle(handle -> AlarmRecords.alarm(handle, id))
                .orElseThrow();
    }

    /** What the trail says was done, oldest first: action and actor. */
    List<String> trail(String subject) {
        return database.reader().withHandle(handle -> {
            assertThat(AuditRecords.firstBroken(handle)).isEmpty();
            List<String> actions = handle.createQuery("SELECT action, actor FROM audit WHERE subject = ? ORDER BY seq")
                    .bind(0, subject)
                    .map((row, context) -> row.getString(1) + " " + row.getString(2))
                    .list();
            return actions;
        });
    }

    long count(String table) {
        return database.reader()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Long.class)
                        .one());
    }

    void sql(String statement) {
        database.writer().run(handle -> handle.execute(statement));
    }

    /** Refuses changes, such as {@code INSERT ON alarm}, as a trigger of this name. */
    void refuse(String name, String change, String when, String message) {
        records.refuse(database, name, change, when, message);
    }

    void allow(String name, String table) {
        records.allow(database, name, table);
    }

    /** The process ends while this action is about to be committed. */
    void crashAt(String action, Runnable before) {
        refuse("crash", "INSERT ON audit", "NEW.action = '" + action + "'", "crash");
        before.run();
        await().until(() -> desk.problem() != null);
        crash();
        start();
        allow("crash", "audit");
    }

    /** No commit of the desk succeeds from now on. */
    void failRecords() {
        refuse("broken", "UPDATE ON cursor", null, "disk is broken");
        refuse("broken_too", "INSERT ON cursor", null, "disk is broken");
    }

    void mendRecords() {
        allow("broken", "cursor");
        allow("broken_too", "cursor");
    }

    LedgerBook.Page accounts() {
        LedgerBook.Page page = ledger.page(new LedgerRecords.Filter(0, Long.MAX_VALUE, null), null, 100_000);
        assertThat(page.items()).allMatch(LedgerBook.Account::addsUp);
        assertThat(page.sum().addsUp()).isTrue();
        assertThat(page.items().stream().mapToLong(LedgerBook.Account::received).sum())
                .isEqualTo(page.sum().received());
        assertThat(page.items().stream().mapToLong(LedgerBook.Account::waiting).sum())
                .isEqualTo(page.sum().waiting());
        return page;
    }
}
