package firegate.dashboard.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.security.SecureRandom;
import java.util.Base64;

/** Hashing of passwords with bcrypt. Slow on purpose: a quarter of a second at cost 12; never on an event loop. */
public final class Passwords {

    /** Work factor in production: 2^12 rounds. */
    public static final int COST = 12;

    private static final int GENERATED_BYTES = 12;

    private final int cost;
    private final BCrypt.Hasher hasher = BCrypt.with(LongPasswordStrategies.hashSha512(BCrypt.Version.VERSION_2A));
    private final BCrypt.Verifyer verifyer =
            BCrypt.verifyer(BCrypt.Version.VERSION_2A, LongPasswordStrategies.hashSha512(BCrypt.Version.VERSION_2A));
    /** Compared with when there is no such user, so that the answer takes as long. */
    private final String nobody;

    /** @param cost work factor, 4 to 31 */
    public Passwords(int cost) {
        this.cost = cost;
        this.nobody = hash(generate());
    }

    String hash(String password) {
        return hasher.hashToString(cost, password.toCharArray());
    }

    /** @param hash null when there is no such user; takes as long and is false */
    boolean matches(String password, String hash) {
        boolean matches = verifyer.verify(password.toCharArray(), hash == null ? nobody : hash).verified;
        return matches && hash != null;
    }

    /** A random password. */
    public static String generate() {
        byte[] bytes = new byte[GENERATED_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
