package firegate.dashboard.auth;

import firegate.ingest.records.AuditRecords;
import firegate.ingest.records.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks names and passwords: throttled, off the event loop, failures audited. */
public final class PasswordCheck {

    private static final Logger LOG = LoggerFactory.getLogger(PasswordCheck.class);
    private static final int WORKERS = 2;
    /** Checks that may wait for a worker; each takes a quarter of a second. */
    private static final int MOST_WAITING = 40;

    private static final int SHOWN_NAME = 64;

    private final Accounts accounts;
    private final Database database;
    private final InstantSource clock;
    private final WorkerExecutor workers;
    private final LoginThrottle throttle = new LoginThrottle();
    private final AtomicInteger waiting = new AtomicInteger();

    public PasswordCheck(Vertx vertx, Accounts accounts, Database database, InstantSource clock) {
        this.accounts = accounts;
        this.database = database;
        this.clock = clock;
        this.workers = vertx.createSharedWorkerExecutor("passwords", WORKERS);
    }

    /** @return fails with a {@link Refusal}: 401 when name or password is wrong, 429 after too many tries */
    Future<Principal> check(String name, String password, String address) {
        Optional<Duration> wait = throttle.admit(name, address, clock.millis());
        if (wait.isPresent()) {
            return Future.failedFuture(tooMany("too many failed logins; try again later", wait.get()));
        }
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(tooMany("too many logins at once; try again later", Duration.ofSeconds(2)));
        }
        return workers.executeBlocking(() -> verify(name, password, address), false)
                .onComplete(done -> waiting.decrementAndGet());
    }

    private static Refusal tooMany(String detail, Duration wait) {
        return new Refusal(429, "Too many logins", detail, wait);
    }

    private Principal verify(String name, String password, String address) {
        boolean right = password.length() <= Accounts.LONGEST_PASSWORD && accounts.verify(name, password);
        Optional<Principal> principal = right ? accounts.principal(name) : Optional.empty();
        if (principal.isEmpty()) {
            audit("session.failed", name, address);
            throw Refusal.unauthorized("wrong user name or password");
        }
        throttle.succeeded(name, address);
        return principal.get();
    }

    /** Blocks. Records that are down keep nobody out, so a lost audit entry goes to the log. */
    void audit(String action, String name, String address) {
        String shown = name.length() <= SHOWN_NAME ? name : name.substring(0, SHOWN_NAME) + "…";
        try {
            database.writer()
                    .run(handle -> AuditRecords.append(
                            handle, clock.millis(), shown, action, "user:" + shown, "from " + address));
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("user", shown)
                    .addKeyValue("action", action)
                    .addKeyValue("address", address)
                    .log("could not be audited");
        }
    }
}
