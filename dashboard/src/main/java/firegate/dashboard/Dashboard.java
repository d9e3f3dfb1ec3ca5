package firegate.dashboard;

import firegate.dashboard.api.AboutRoutes;
import firegate.dashboard.api.AlarmCommandRoutes;
import firegate.dashboard.api.AlarmRoutes;
import firegate.dashboard.api.Answers;
import firegate.dashboard.api.AuditRoutes;
import firegate.dashboard.api.Check;
import firegate.dashboard.api.DeviceRoutes;
import firegate.dashboard.api.Failures;
import firegate.dashboard.api.HealthRoutes;
import firegate.dashboard.api.HistoryRoutes;
import firegate.dashboard.api.LedgerRoutes;
import firegate.dashboard.api.OpenApiRoutes;
import firegate.dashboard.api.QuarantineRoutes;
import firegate.dashboard.api.RuleRoutes;
import firegate.dashboard.api.SessionRoutes;
import firegate.dashboard.api.SiteRoutes;
import firegate.dashboard.api.StatisticsRoutes;
import firegate.dashboard.auth.Access;
import firegate.dashboard.auth.Accounts;
import firegate.dashboard.auth.PasswordCheck;
import firegate.dashboard.auth.Passwords;
import firegate.dashboard.auth.ProgramLogins;
import firegate.dashboard.auth.SameOrigin;
import firegate.dashboard.auth.SessionDoor;
import firegate.dashboard.auth.Sessions;
import firegate.dashboard.live.LiveFeed;
import firegate.dashboard.live.SummaryBoard;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.pipeline.AlarmDesk;
import firegate.ingest.pipeline.LedgerBook;
import firegate.ingest.records.Database;
import firegate.ingest.records.DeviceRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.InstantSource;
import java.util.List;

/** What people see, put together: access, routes, live feed and console. */
public final class Dashboard implements AutoCloseable {

    private static final long MOST_BODY = 1 << 20;

    private final Accounts accounts;
    private final SameOrigin origin;
    private final Access access;
    private final SessionRoutes session;
    private final LiveFeed live;
    private final HealthRoutes health;
    private final AboutRoutes about;
    private final List<Routes> routes;

    /** A part that adds its routes. */
    private interface Routes {
        void mount(Router router);
    }

    /**
     * Reads accounts and sessions and listens to the desk, so before the desk starts. Blocks.
     *
     * @param checks what {@code /health/ready} and the screens tell about
     */
    public Dashboard(
            Vertx vertx,
            Database database,
            DeviceRegistry registry,
            AlarmDesk desk,
            LedgerBook ledger,
            HistoryStore history,
            List<Check> checks,
            InstantSource clock,
            DashboardOptions options) {
        accounts = new Accounts(database, new Passwords(options.passwordCost()), clock);
        Sessions sessions = new Sessions(vertx, database, accounts, clock);
        PasswordCheck passwords = new PasswordCheck(vertx, accounts, database, clock);
        origin = new SameOrigin(options.publicUrl());
        access = new Access(sessions, new ProgramLogins(passwords, accounts, clock));
        session = new SessionRoutes(new SessionDoor(vertx, passwords, sessions, options.secureCookies()));
        SummaryBoard board = new SummaryBoard(registry, desk, checks, clock, options.demo());
        live = new LiveFeed(vertx, desk, board, origin, options.live(), clock);
        Answers answers = new Answers(vertx);
        health = new HealthRoutes(answers, checks);
        about = new AboutRoutes(options.demo());
        routes = List.of(
                session::mount,
                new AlarmRoutes(answers, desk, database, history)::mount,
                new AlarmCommandRoutes(answers, desk, accounts::mayHandleAlarms)::mount,
                new DeviceRoutes(answers, registry, desk, database, clock)::mount,
                new SiteRoutes(answers, registry)::mount,
                new HistoryRoutes(vertx, history)::mount,
                new LedgerRoutes(answers, ledger, clock)::mount,
                new QuarantineRoutes(answers, database)::mount,
                new RuleRoutes(answers, desk)::mount,
                new AuditRoutes(answers, database)::mount,
                new StatisticsRoutes(answers, database, registry, clock)::mount,
                new OpenApiRoutes()::mount);
    }

    /** People and programs who may log in; the first start creates {@code admin} there. */
    public Accounts accounts() {
        return accounts;
    }

    /** Adds everything to the program's router, behind the routes of devices and metrics: what is left is the console's. */
    public void mount(Router router) {
        Failures.mount(router);
        health.mount(router);
        router.route("/api/v1/*").handler(origin::check);
        // An upgrade to a WebSocket fails once its request has been read.
        router.routeWithRegex("^/api/v1/(?!live$).*")
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY));
        session.mountLogin(router);
        about.mount(router);
        router.route("/api/v1/*").handler(access::authenticate);
        live.mount(router);
        routes.forEach(part -> part.mount(router));
        new Console().mount(router);
    }

    /** Lets the screens have what is open; after the desk has started. */
    public void start() {
        live.start();
    }

    /** How many screens are connected to the live feed. */
    public int screens() {
        return live.screens();
    }

    /** Takes leave of the screens. */
    @Override
    public void close() {
        live.close();
    }
}
