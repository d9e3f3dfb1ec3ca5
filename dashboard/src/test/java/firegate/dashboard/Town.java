package firegate.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.dashboard.api.Check;
import firegate.dashboard.auth.Role;
import firegate.dashboard.live.LiveOptions;
import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.AlarmCommands;
import firegate.ingest.alarm.Decision;
import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.ReadingKey;
import firegate.ingest.pipeline.AlarmDesk;
import firegate.ingest.pipeline.LedgerBook;
import firegate.ingest.records.Database;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.records.testing.RecordsKind;
import firegate.ingest.records.testing.TestRecords;
import firegate.ingest.rulebook.RuleBookReader;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** The whole dashboard on a real server of the loopback, with a real desk and real records, and devices that report. */
final class Town implements AutoCloseable {

    static final String PASSWORD = "correct horse";
    private static final int CHEAP_PASSWORDS = 4;

    final TestClock clock = new TestClock();
    final MemoryJournal journal = new MemoryJournal();
    final MemoryHistory history = new MemoryHistory();
    final AtomicReference<String> journalProblem = new AtomicReference<>();
    final Vertx vertx = Vertx.vertx();
    final TestRecords records;
    final Database database;
    final DeviceRegistry registry;
    final AlarmDesk desk;
    final Dashboard dashboard;
    final Router router;
    private final LedgerBook ledger;
    private final HttpServer server;
    private long serial;

    Town(Path data) {
        this(data, LiveOptions.DEFAULT);
    }

    Town(Path data, LiveOptions live) {
        this(
                RecordsKind.SQLITE.fresh(data),
                new DashboardOptions(Optional.empty(), false, CHEAP_PASSWORDS, live, false));
    }

    Town(TestRecords records) {
        this(records, new DashboardOptions(Optional.empty(), false, CHEAP_PASSWORDS, LiveOptions.DEFAULT, false));
    }

    Town(TestRecords records, DashboardOptions options) {
        this.records = records;
        database = records.serve();
        registry = new DeviceRegistry(database, true, clock);
        ledger = new LedgerBook(database);
        desk = new AlarmDesk(
                journal, database, registry, ledger, RuleBookReader.builtIn(), Duration.ofMinutes(5), clock);
        List<Check> checks = List.of(
                new Check("journal", true, journalProblem::get),
                new Check("alarms", true, desk::problem),
                new Check("history", false, history::problem));
        dashboard = new Dashboard(vertx, database, registry, desk, ledger, history, checks, clock, options);
        dashboard.accounts().createFirst(Optional.of(PASSWORD));
        for (Role role : List.of(Role.DUTY, Role.ANALYST, Role.VIEWER)) {
            if (!dashboard.accounts().exists(role.id())) {
                dashboard.accounts().addUser(role.id(), role, PASSWORD, "admin");
            }
        }
        router = Router.router(vertx);
        dashboard.mount(router);
        desk.start();
        dashboard.start();
        // A small send buffer lets a client that does not read be noticed after few bytes.
        server = vertx.createHttpServer(new HttpServerOptions().setSendBufferSize(16 * 1024))
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
    }

    int port() {
        return server.actualPort();
    }

    /** A client without credentials. */
    Client client() {
        return new Client(port(), null);
    }

    /** A program that logs in with every request as the user of that role's name. */
    Client as(Role role) {
        return new Client(port(), role.id() + ":" + PASSWORD);
    }

    /** A device reports now. */
    void report(String device, Kind kind, Map<String, Double> values) {
        append(List.of(telemetry(device, kind, clock.millis(), values)));
    }

    CompletableFuture<Optional<Decision>> acknowledge(String id, String user, String note) {
        return desk.carryOut(id, (alarm, now) -> AlarmCommands.acknowledge(alarm, user, note, now));
    }

    CompletableFuture<Optional<Decision>> end(String id, String user, String note) {
        return desk.carryOut(id, (alarm, now) -> AlarmCommands.close(alarm, user, note, now));
    }

    void fire(String device) {
        report(device, Kind.SMOKE, Map.of("fire", 1.0));
    }

    Entry.Telemetry telemetry(String device, Kind kind, long timeMs, Map<String, Double> values) {
        registry.admit(device, kind);
        List<String> names = new ArrayList<>(values.keySet());
        MetricValues of = new MetricValues(
                names.toArray(new String[0]),
                names.stream().mapToDouble(values::get).toArray());
        Reading reading = new Reading(timeMs, Reading.TimeSource.DEVICE, timeMs, of);
        return new Entry.Telemetry(
                device,
                kind,
                registry.device(device).orElseThrow().site(),
                null,
                clock.millis(),
                List.of(reading),
                List.of(new ReadingKey(7, serial++)),
                0,
                Map.of());
    }

    /** A device sends what cannot be used. */
    void reject(String device, byte[] payload) {
        append(List.of(new Entry.Rejected(
                device,
                Kind.SMOKE,
                null,
                clock.millis(),
                "client-1",
                "v1/devices/me/telemetry",
                "native",
                "malformed-json",
                "not JSON",
                false,
                payload)));
    }

    void append(List<? extends Entry> entries) {
        history.write(entries.stream()
                .filter(Entry.Telemetry.class::isInstance)
                .map(Entry.Telemetry.class::cast)
                .toList());
        journal.append(List.copyOf(entries)).join();
    }

    /** Waits for the open alarm of a device and gives its id. */
    String alarmOf(String device) {
        return Awaitility.await()
                .until(
                        () -> desk.open().stream()
                                .filter(alarm -> device.equals(alarm.origin().device()))
                                .map(Alarm::id)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.get("items").forEach(item -> ids.add(item.get("id").asText()));
        return ids;
    }

    @Override
    public void close() {
        dashboard.close();
        desk.close();
        vertx.close().await();
        database.close();
    }
}
