package firegate.dashboard.auth;

import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/**
 * What a request, or a connection that stays open, was let in with.
 *
 * @param valid false once the session has ended or the password was changed; asking counts as use of the session
 */
public record Login(Principal principal, BooleanSupplier valid) {

    private static final String KEY = Login.class.getName();

    void attach(RoutingContext context) {
        context.put(KEY, this);
    }

    /** That of a request which {@link Access} has let pass. */
    public static Login of(RoutingContext context) {
        Login login = context.get(KEY);
        if (login == null) {
            throw new IllegalStateException(context.request().path() + " is reached without authentication");
        }
        return login;
    }
}
