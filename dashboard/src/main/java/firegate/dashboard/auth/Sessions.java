package firegate.dashboard.auth;

import firegate.ingest.records.AccountRecords;
import firegate.ingest.records.Database;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions of people: a random cookie of which only the SHA-256 is kept. A session ends {@link #LIFE} after its last use; an
 * open live feed is use, so that no duty screen goes dark in the night. Kept in memory as well: records that are down end no
 * session, and a login while they are down lasts until the program ends.
 */
public final class Sessions {

    public static final Duration LIFE = Duration.ofHours(12);

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    /** Use is written down at most this often. */
    private static final Duration EXTEND_EVERY = Duration.ofHours(1);

    private static final int COOKIE_BYTES = 32;
    private static final int MOST_OF_ACCOUNT = 1_000;

    private final Vertx vertx;
    private final Database database;
    private final Accounts accounts;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    private record Session(String account, long expiresMs) {}

    public Sessions(Vertx vertx, Database database, Accounts accounts, InstantSource clock) {
        this.vertx = vertx;
        this.database = database;
        this.accounts = accounts;
        this.clock = clock;
        database.reader()
                .useHandle(handle -> AccountRecords.logins(handle, clock.millis())
                        .forEach(login -> sessions.put(login.hash(), new Session(login.account(), login.expiresMs()))));
        accounts.onChange(
                name -> sessions.values().removeIf(session -> session.account().equals(name)));
    }

    /** Opens a session and returns its cookie. Blocks. */
    String open(Principal principal) {
        byte[] bytes = new byte[COOKIE_BYTES];
        random.nextBytes(bytes);
        String cookie = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String hash = hash(cookie);
        long now = clock.millis();
        makeRoom(principal.name(), now);
        sessions.put(hash, new Session(principal.name(), now + LIFE.toMillis()));
        write(() -> database.writer()
                .run(handle -> AccountRecords.putLogin(handle, hash, principal.name(), now + LIFE.toMillis(), now)));
        return cookie;
    }

    /** The login of a cookie, if its session has not ended. Does not block. */
    Optional<Login> find(String cookie) {
        String hash = hash(cookie);
        return use(hash).map(principal -> new Login(principal, () -> use(hash).equals(Optional.of(principal))));
    }

    /** Ends a session. Blocks. */
    void end(String cookie) {
        String hash = hash(cookie);
        sessions.remove(hash);
        write(() -> database.writer().run(handle -> AccountRecords.dropLogin(handle, hash)));
    }

    private Optional<Principal> use(String hash) {
        Session session = sessions.get(hash);
        long now = clock.millis();
        if (session == null || session.expiresMs() <= now) {
            return Optional.empty();
        }
        long expires = now + LIFE.toMillis();
        if (expires - session.expiresMs() >= EXTEND_EVERY.toMillis()
                && sessions.replace(hash, session, new Session(session.account(), expires))) {
            vertx.executeBlocking(() -> {
                write(() -> database.writer().run(handle -> AccountRecords.extendLogin(handle, hash, expires)));
                return null;
            });
        }
        return accounts.principal(session.account());
    }

    private void makeRoom(String account, long now) {
        sessions.values().removeIf(session -> session.expiresMs() <= now);
        sessions.entrySet().stream()
                .filter(entry -> entry.getValue().account().equals(account))
                .sorted(Comparator.comparingLong(
                        (Map.Entry<String, Session> entry) -> -entry.getValue().expiresMs()))
                .skip(MOST_OF_ACCOUNT - 1L)
                .forEach(oldest -> sessions.remove(oldest.getKey()));
    }

    private static void write(Runnable change) {
        try {
            change.run();
        } catch (RuntimeException e) {
            LOG.error("a session could not be recorded", e);
        }
    }

    private static String hash(String cookie) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(cookie.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
