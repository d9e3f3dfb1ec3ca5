package firegate.gateway;

import firegate.dashboard.Dashboard;
import firegate.dashboard.DashboardOptions;
import firegate.dashboard.api.Check;
import firegate.gateway.config.Config;
import firegate.gateway.config.DataDirectory;
import firegate.gateway.config.Secret;
import firegate.gateway.http.TelemetryPush;
import firegate.gateway.mqtt.MqttListener;
import firegate.gateway.mqtt.broker.BrokerLinks;
import firegate.gateway.notify.Pace;
import firegate.gateway.notify.Webhooks;
import firegate.ingest.decode.Decoders;
import firegate.ingest.evidence.EvidenceKeeper;
import firegate.ingest.history.HistoryFeed;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.history.embedded.QuestDbHistory;
import firegate.ingest.intake.Intake;
import firegate.ingest.intake.IntakeOptions;
import firegate.ingest.journal.JournalOptions;
import firegate.ingest.journal.SqliteJournal;
import firegate.ingest.pipeline.AlarmDesk;
import firegate.ingest.pipeline.LedgerBook;
import firegate.ingest.records.Database;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.rulebook.RuleBookReader;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running program: every part, constructed by hand, in the order in which it comes to life. */
public final class Firegate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Firegate.class);
    private static final Duration START_WAIT = Duration.ofSeconds(30);
    /** A history query may name a thousand devices. */
    private static final int LONGEST_REQUEST_LINE = 64 * 1024;

    private static final Duration STOP_WAIT = Duration.ofSeconds(4);

    private final Config config;
    private final InstantSource clock;
    private final boolean demo;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private String readyLine;
    private DeviceRegistry registry;
    private int mqttPort;
    private Optional<String> firstPassword = Optional.empty();

    public Firegate(Config config, InstantSource clock) {
        this(config, clock, false);
    }

    /** @param demo whether everything is invented; every page of the console says so */
    public Firegate(Config config, InstantSource clock, boolean demo) {
        this.config = config;
        this.clock = clock;
        this.demo = demo;
    }

    /** Starts everything; when it returns, devices and people are served. */
    public void start() throws Exception {
        DataDirectory data = opened(DataDirectory.lock(config.data()));
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

        Database database = opened(Database.serve(
                config.records().url(),
                config.records().username(),
                config.records().password().map(Secret::value)));
        registry = new DeviceRegistry(database, config.mqtt().listener().auth() == Config.Auth.OPEN, clock);
        SqliteJournal journal = opened(new SqliteJournal(
                new JournalOptions(
                        data.path().resolve("journal.db"),
                        config.journal().sync() == Config.Sync.ALWAYS,
                        config.journal().maxBytes(),
                        config.intake().duplicateWindow()),
                clock));
        HistoryStore history = opened(HistoryStores.open(config, data.path()));

        LedgerBook ledger = new LedgerBook(database);
        ledger.rebuild(journal);
        AlarmDesk desk = opened(new AlarmDesk(
                journal,
                database,
                registry,
                ledger,
                RuleBookReader.builtIn(),
                config.intake().lateAfter(),
                clock));
        HistoryFeed feed = opened(new HistoryFeed(journal, ledger.historyCursor(), history, ledger, clock::millis));
        Intake intake = opened(new Intake(
                journal,
                Decoders.builtIn(),
                registry,
                desk,
                new IntakeOptions(
                        config.intake().maxFuture(),
                        config.intake().maxAge(),
                        config.intake().duplicateWindow()),
                clock,
                meters));
        Webhooks webhooks = opened(new Webhooks(config.webhooks(), database, Pace.DEFAULT, meters));
        IntakePressure pressure = new IntakePressure(intake);
        BrokerLinks brokers = new BrokerLinks(config.mqtt().brokers(), data.path(), intake, pressure, clock, meters);
        List<Check> checks = new ArrayList<>(List.of(
                new Check("journal", true, () -> journal.state().problem()),
                new Check("records", true, desk::problem),
                new Check("history", false, () -> history.problem() != null ? history.problem() : feed.problem()),
                new Check("webhooks", false, webhooks::problem)));
        checks.addAll(brokers.checks());

        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        parts.push(() -> await(vertx.close(), STOP_WAIT));
        Metrics.bind(meters, journal, desk, feed);
        if (history instanceof QuestDbHistory embedded) {
            Metrics.bind(meters, embedded);
        }
        Dashboard dashboard = new Dashboard(
                vertx,
                database,
                registry,
                desk,
                ledger,
                history,
                checks,
                clock,
                DashboardOptions.of(
                                config.http().publicUrl(), config.http().tls().isPresent())
                        .asDemo(demo));
        Upkeep upkeep = opened(
                new Upkeep(history, new EvidenceKeeper(database, history), dashboard.accounts(), registry, clock));
        firstPassword =
                dashboard.accounts().createFirst(config.admin().password().map(Secret::value));

        Router router = Router.router(vertx);
        if (config.metrics().port().isEmpty()) {
            Metrics.mount(router, meters);
        }
        new TelemetryPush(registry, intake, clock).mount(router);
        dashboard.mount(router);

        webhooks.start(desk::onAlarms);
        desk.start();
        dashboard.start();
        feed.start();
        intake.start();
        upkeep.start();
        HttpServer http = bound(
                vertx.createHttpServer(new HttpServerOptions()
                                .setCompressionSupported(true)
                                // Java's client asks for it unasked, and answers are now and then lost in the upgrade.
                                .setHttp2ClearTextEnabled(false)
                                .setMaxInitialLineLength(LONGEST_REQUEST_LINE))
                        .requestHandler(router)
                        .listen(config.http().port(), config.http().host()),
                config.http().host() + ":" + config.http().port(),
                "http.port");
        parts.push(() -> await(http.shutdown(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS), STOP_WAIT));
        // Screens are told first: the server would wait for them.
        parts.push(dashboard);
        if (config.metrics().port().isPresent()) {
            await(
                    Metrics.serve(
                            vertx,
                            meters,
                            config.http().host(),
                            config.metrics().port().get()),
                    START_WAIT);
        }
        String mqtt = "off";
        if (config.mqtt().listener().enabled()) {
            MqttListener listener =
                    new MqttListener(vertx, config.mqtt().listener(), registry, intake, pressure, clock, meters);
            mqttPort = bound(
                    listener.start(),
                    config.mqtt().listener().host() + ":"
                            + config.mqtt().listener().port(),
                    "mqtt.listener.port");
            parts.push(() -> await(listener.stop(), STOP_WAIT));
            mqtt = config.mqtt().listener().host() + ":" + mqttPort;
        }
        opened(brokers).start();
        readyLine = "firegate ready: console http://" + console(http.actualPort()) + "  mqtt " + mqtt + "  history "
                + history.name();
    }

    /** What is printed once everything is served. */
    public String readyLine() {
        return readyLine;
    }

    /** Devices and sites; once started. */
    public DeviceRegistry registry() {
        return registry;
    }

    /** The port on which devices are listened to; 0 when none is. */
    public int mqttPort() {
        return mqttPort;
    }

    /** The password that the first start made for the user {@code admin}; to be shown once. */
    public Optional<String> firstPassword() {
        return firstPassword;
    }

    private String console(int port) {
        String host = config.http().host();
        return (host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host) + ":" + port;
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /**
     * Stops in the opposite order: nothing more is taken, what was taken is answered, evaluated and stored as far as the stores
     * take it; what is left waits in the journal.
     */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("a part did not stop cleanly");
            }
        }
    }

    /** @param key the configuration's for the port */
    private static <T> T bound(Future<T> listening, String address, String key) throws Exception {
        try {
            return await(listening, START_WAIT);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException) {
                throw new IOException(
                        address + " cannot be listened on: " + e.getCause().getMessage() + "; another port is set with "
                                + key + " or " + "FIREGATE_"
                                + key.toUpperCase(Locale.ROOT).replace('.', '_'),
                        e);
            }
            throw e;
        }
    }

    private static <T> T await(Future<T> future, Duration most) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(most.toMillis(), TimeUnit.MILLISECONDS);
    }
}
