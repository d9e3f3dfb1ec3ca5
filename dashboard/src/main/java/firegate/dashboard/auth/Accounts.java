package firegate.dashboard.auth;

import firegate.ingest.records.AccountRecords;
import firegate.ingest.records.AccountRecords.Account;
import firegate.ingest.records.AuditRecords;
import firegate.ingest.records.Database;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * People and programs who may log in. Kept in memory as well, so that duty staff can log in while the records are down;
 * {@link #refresh} follows what {@code firegate user add} writes beside a running program.
 */
public final class Accounts {

    /** The user that the first start creates. */
    public static final String ADMIN = "admin";

    public static final int SHORTEST_PASSWORD = 8;
    public static final int LONGEST_PASSWORD = 1024;

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@-]{1,64}");

    private final Database database;
    private final Passwords passwords;
    private final InstantSource clock;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private volatile Consumer<String> changed = name -> {};

    public Accounts(Database database, Passwords passwords, InstantSource clock) {
        this.database = database;
        this.passwords = passwords;
        this.clock = clock;
        database.reader()
                .useHandle(handle ->
                        AccountRecords.accounts(handle).forEach(account -> accounts.put(account.name(), account)));
    }

    /** Takes over what was written by others. Blocks. */
    public void refresh() {
        for (Account account : database.reader().withHandle(AccountRecords::accounts)) {
            if (!account.equals(accounts.put(account.name(), account))) {
                changed.accept(account.name());
            }
        }
    }

    /**
     * Creates the user {@code admin} when there is no user at all.
     *
     * @param configured its password; empty: a random one
     * @return the random password, to be shown once; empty when none was made
     */
    public Optional<String> createFirst(Optional<String> configured) {
        if (!accounts.isEmpty()) {
            return Optional.empty();
        }
        String password = configured.orElseGet(Passwords::generate);
        put(ADMIN, Role.ADMIN, password, "system");
        return configured.isPresent() ? Optional.empty() : Optional.of(password);
    }

    /**
     * Adds a user, or gives an existing one another role and password and ends its sessions. Blocks.
     *
     * @throws IllegalArgumentException saying what is allowed
     */
    public void addUser(String name, Role role, String password, String by) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a user name has 1 to 64 letters, digits or . _ @ -");
        }
        if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
            throw new IllegalArgumentException(
                    "a password has " + SHORTEST_PASSWORD + " to " + LONGEST_PASSWORD + " characters");
        }
        put(name, role, password, by);
    }

    private void put(String name, Role role, String password, String by) {
        Account account = new Account(name, role.id(), passwords.hash(password));
        database.writer().run(handle -> {
            AccountRecords.put(handle, account, clock.millis());
            AuditRecords.append(handle, clock.millis(), by, "user.put", "user:" + name, role.id());
        });
        accounts.put(name, account);
        changed.accept(name);
    }

    public boolean exists(String name) {
        return accounts.containsKey(name);
    }

    /** Whether there is such a user, who may act on alarms. */
    public boolean mayHandleAlarms(String name) {
        return principal(name)
                .filter(principal -> principal.is(Role.ADMIN, Role.DUTY))
                .isPresent();
    }

    /** Tells of every user whose role or password was changed. */
    void onChange(Consumer<String> listener) {
        changed = listener;
    }

    Optional<Account> account(String name) {
        return Optional.ofNullable(accounts.get(name));
    }

    Optional<Principal> principal(String name) {
        return account(name)
                .flatMap(account -> Role.of(account.role()).map(role -> new Principal(account.name(), role)));
    }

    /** Whether this is the user's password. Blocks. */
    boolean verify(String name, String password) {
        return passwords.matches(
                password, account(name).map(Account::passwordHash).orElse(null));
    }
}
