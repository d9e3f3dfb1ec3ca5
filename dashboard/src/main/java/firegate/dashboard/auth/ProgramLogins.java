package firegate.dashboard.auth;

import firegate.ingest.records.AccountRecords.Account;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Logins of programs, by HTTP Basic with every request. What was found right is remembered for some minutes under a keyed hash,
 * and the same credentials are checked once however many requests bring them at a time.
 */
public final class ProgramLogins {

    private static final Duration REMEMBER = Duration.ofMinutes(5);
    private static final int REMEMBERED = 1_000;
    private static final String MAC = "HmacSHA256";

    private final PasswordCheck check;
    private final Accounts accounts;
    private final InstantSource clock;
    private final SecretKeySpec key;
    private final Map<String, Future<Principal>> underWay = new HashMap<>();
    private final Map<String, Right> right = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Right> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param account as it was when the password was found right */
    private record Right(Account account, long untilMs) {}

    public ProgramLogins(PasswordCheck check, Accounts accounts, InstantSource clock) {
        this.check = check;
        this.accounts = accounts;
        this.clock = clock;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, MAC);
    }

    /** @param credentials what stands behind {@code Basic} in the header */
    Future<Login> login(String credentials, String address) {
        String decoded;
        try {
            decoded = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(Refusal.unauthorized("the Authorization header is not valid Base64"));
        }
        int colon = decoded.indexOf(':');
        if (colon < 0) {
            return Future.failedFuture(Refusal.unauthorized("the Authorization header has no password"));
        }
        String name = decoded.substring(0, colon);
        return principal(hash(decoded), name, decoded.substring(colon + 1), address)
                .map(principal -> login(principal, accounts.account(name)));
    }

    /** It ends when role or password are changed. */
    private Login login(Principal principal, Optional<Account> of) {
        return new Login(
                principal,
                () -> of.isPresent() && accounts.account(principal.name()).equals(of));
    }

    private synchronized Future<Principal> principal(String hash, String name, String password, String address) {
        Right known = right.get(hash);
        if (known != null
                && clock.millis() < known.untilMs()
                && accounts.account(name).equals(Optional.of(known.account()))) {
            return Future.succeededFuture(accounts.principal(name).orElseThrow());
        }
        Future<Principal> running = underWay.get(hash);
        if (running != null) {
            return running;
        }
        Optional<Account> before = accounts.account(name);
        Future<Principal> checked = check.check(name, password, address);
        underWay.put(hash, checked);
        checked.onComplete(done -> ended(hash, done.succeeded() ? before : Optional.empty()));
        return checked;
    }

    private synchronized void ended(String hash, Optional<Account> found) {
        underWay.remove(hash);
        found.ifPresent(account -> right.put(hash, new Right(account, clock.millis() + REMEMBER.toMillis())));
    }

    private String hash(String credentials) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(credentials.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
