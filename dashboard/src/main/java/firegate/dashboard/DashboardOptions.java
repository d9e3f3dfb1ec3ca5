package firegate.dashboard;

import firegate.dashboard.auth.Passwords;
import firegate.dashboard.live.LiveOptions;
import java.util.Optional;

/**
 * How the dashboard is set up.
 *
 * @param publicUrl the address under which people reach the console, when it differs
 * @param tls whether the console is served by https
 * @param passwordCost work factor of bcrypt
 * @param demo whether everything that is shown is invented; every page says so
 */
public record DashboardOptions(
        Optional<String> publicUrl, boolean tls, int passwordCost, LiveOptions live, boolean demo) {

    public static DashboardOptions of(Optional<String> publicUrl, boolean tls) {
        return new DashboardOptions(publicUrl, tls, Passwords.COST, LiveOptions.DEFAULT, false);
    }

    public DashboardOptions asDemo(boolean isDemo) {
        return new DashboardOptions(publicUrl, tls, passwordCost, live, isDemo);
    }

    /** Whether the session's cookie must never travel without TLS. */
    boolean secureCookies() {
        return tls || publicUrl.filter(url -> url.startsWith("https://")).isPresent();
    }
}
