package firegate.dashboard.api;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Errors as RFC 9457 {@code application/problem+json}. */
public final class Problem {

    private Problem() {}

    /**
     * Ends the request.
     *
     * @param title the kind of problem, the same for every occurrence
     * @param detail this occurrence, in words that help to mend it
     */
    public static void send(RoutingContext context, int status, String title, String detail) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("instance", context.request().path());
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Cache-Control", "no-store")
                .end(body.toBuffer());
    }
}
