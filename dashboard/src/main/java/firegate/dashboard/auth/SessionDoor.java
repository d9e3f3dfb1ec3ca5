package firegate.dashboard.auth;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;

/** Where people come in and go out: checks the password, opens or ends the session, sets or takes the cookie. */
public final class SessionDoor {

    private final Vertx vertx;
    private final PasswordCheck check;
    private final Sessions sessions;
    private final boolean secure;

    /** @param secure whether people always come by https, so that the cookie must never travel without it */
    public SessionDoor(Vertx vertx, PasswordCheck check, Sessions sessions, boolean secure) {
        this.vertx = vertx;
        this.check = check;
        this.sessions = sessions;
        this.secure = secure;
    }

    /** @return fails with a {@link Refusal} */
    public Future<Principal> logIn(RoutingContext context, String username, String password) {
        String address = Access.address(context.request());
        return check.check(username, password, address)
                .compose(principal -> vertx.executeBlocking(() -> {
                            String cookie = sessions.open(principal);
                            check.audit("session.login", principal.name(), address);
                            return cookie;
                        })
                        .map(cookie -> {
                            context.response().addCookie(cookie(context, cookie));
                            return principal;
                        }));
    }

    /** Ends the session of the request's cookie; nothing to do for programs, which have none. */
    public Future<Void> logOut(RoutingContext context) {
        Cookie cookie = context.request().getCookie(Access.COOKIE);
        if (cookie == null) {
            return Future.succeededFuture();
        }
        String user = Login.of(context).principal().name();
        String address = Access.address(context.request());
        context.response().addCookie(cookie(context, "").setMaxAge(0));
        return vertx.executeBlocking(() -> {
            sessions.end(cookie.getValue());
            check.audit("session.logout", user, address);
            return null;
        });
    }

    private Cookie cookie(RoutingContext context, String value) {
        return Cookie.cookie(Access.COOKIE, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(secure || context.request().isSSL());
    }
}
