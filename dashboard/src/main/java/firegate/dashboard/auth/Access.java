package firegate.dashboard.auth;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lets requests pass whose cookie or credentials are right, and says on the context whose they are. */
public final class Access {

    /** Name of the session's cookie. */
    public static final String COOKIE = "firegate";

    private final Sessions sessions;
    private final ProgramLogins programs;

    public Access(Sessions sessions, ProgramLogins programs) {
        this.sessions = sessions;
        this.programs = programs;
    }

    /** Handler, behind the one that reads the body: goes on with a {@link Login} on the context, or fails with a {@link Refusal}. */
    public void authenticate(RoutingContext context) {
        Future<Login> login = login(context.request());
        if (login.isComplete()) {
            goOn(context, login);
            return;
        }
        // Nobody may take what comes behind the head of an upgrade meanwhile; any other body has been read already.
        boolean waits = !context.request().isEnded();
        if (waits) {
            context.request().pause();
        }
        // Requests with the same credentials share one check, so it may end on the context of another.
        Context own = context.vertx().getOrCreateContext();
        login.onComplete(done -> own.runOnContext(turn -> {
            if (waits) {
                context.request().resume();
            }
            goOn(context, login);
        }));
    }

    private static void goOn(RoutingContext context, Future<Login> login) {
        if (login.succeeded()) {
            login.result().attach(context);
            context.next();
        } else {
            context.fail(login.cause());
        }
    }

    private Future<Login> login(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null) {
            return byHeader(authorization, address(request));
        }
        Cookie cookie = request.getCookie(COOKIE);
        if (cookie == null) {
            return Future.failedFuture(Refusal.unauthorized("log in first"));
        }
        return sessions.find(cookie.getValue())
                .map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(Refusal.unauthorized("the session has ended; log in again")));
    }

    private Future<Login> byHeader(String authorization, String address) {
        int space = authorization.indexOf(' ');
        String scheme = space < 0 ? authorization : authorization.substring(0, space);
        String credentials = space < 0 ? "" : authorization.substring(space + 1).strip();
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "basic" -> programs.login(credentials, address);
            case "bearer" -> Future.failedFuture(Refusal.unauthorized("the API token is not known"));
            default -> Future.failedFuture(Refusal.unauthorized("use Basic or Bearer in the Authorization header"));
        };
    }

    static String address(HttpServerRequest request) {
        return request.remoteAddress() == null
                ? ""
                : String.valueOf(request.remoteAddress().hostAddress());
    }

    /** Handler for a route that only some roles may use. */
    public static Handler<RoutingContext> requires(Role... roles) {
        String needed = Arrays.stream(roles).map(Role::id).collect(Collectors.joining(" or "));
        return context -> {
            if (Login.of(context).principal().is(roles)) {
                context.next();
            } else {
                context.fail(new Refusal(403, "Forbidden", "this needs the role " + needed));
            }
        };
    }
}
