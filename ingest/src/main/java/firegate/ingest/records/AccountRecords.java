package firegate.ingest.records;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** People who may log in, and their sessions. */
public final class AccountRecords {

    private AccountRecords() {}

    /** @param role {@code admin}, {@code duty}, {@code analyst} or {@code viewer} */
    public record Account(String name, String role, String passwordHash) {}

    /** @param hash SHA-256 of the cookie, hexadecimal */
    public record Login(String hash, String account, long expiresMs) {}

    public static Optional<Account> account(Handle handle, String name) {
        return handle.createQuery("SELECT name, role, password_hash FROM account WHERE name = ?")
                .bind(0, name)
                .map((row, context) -> new Account(row.getString(1), row.getString(2), row.getString(3)))
                .findOne();
    }

    public static long count(Handle handle) {
        return handle.createQuery("SELECT count(*) FROM account")
                .mapTo(Long.class)
                .one();
    }

    public static List<Account> accounts(Handle handle) {
        return handle.createQuery("SELECT name, role, password_hash FROM account ORDER BY name")
                .map((row, context) -> new Account(row.getString(1), row.getString(2), row.getString(3)))
                .list();
    }

    /** Adds an account, or gives an existing one another role and password and ends its sessions. */
    public static void put(Handle handle, Account account, long nowMs) {
        handle.execute("""
                INSERT INTO account (name, role, password_hash, created_ms) VALUES (?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET role = excluded.role, password_hash = excluded.password_hash""", account.name(), account.role(), account.passwordHash(), nowMs);
        handle.execute("DELETE FROM login WHERE account = ?", account.name());
    }

    /** The account of a session that has not expired. */
    public static Optional<Account> ofLogin(Handle handle, String hash, long nowMs) {
        return handle.createQuery("""
                        SELECT account.name, account.role, account.password_hash FROM login
                        JOIN account ON account.name = login.account
                        WHERE login.hash = ? AND login.expires_ms > ?""")
                .bind(0, hash)
                .bind(1, nowMs)
                .map((row, context) -> new Account(row.getString(1), row.getString(2), row.getString(3)))
                .findOne();
    }

    /** The sessions that have not expired. */
    public static List<Login> logins(Handle handle, long nowMs) {
        return handle.createQuery("SELECT hash, account, expires_ms FROM login WHERE expires_ms > ?")
                .bind(0, nowMs)
                .map((row, context) -> new Login(row.getString(1), row.getString(2), row.getLong(3)))
                .list();
    }

    public static void extendLogin(Handle handle, String hash, long expiresMs) {
        handle.execute("UPDATE login SET expires_ms = ? WHERE hash = ?", expiresMs, hash);
    }

    public static void putLogin(Handle handle, String hash, String account, long expiresMs, long nowMs) {
        handle.execute("DELETE FROM login WHERE expires_ms <= ?", nowMs);
        handle.execute("INSERT INTO login (hash, account, expires_ms) VALUES (?, ?, ?)", hash, account, expiresMs);
    }

    public static void dropLogin(Handle handle, String hash) {
        handle.execute("DELETE FROM login WHERE hash = ?", hash);
    }
}
