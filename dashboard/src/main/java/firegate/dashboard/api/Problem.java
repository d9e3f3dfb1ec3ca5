package firegate.dashboard.api;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Errors as {@code application/problem+json}, RFC 9457. */
public final class Problem {

    private Problem() {}

    /**
     * Answers a request with an error.
     *
     * @param title what kind of error it is, the same for every occurrence
     * @param detail what is wrong with this request
     */
    public static void send(RoutingContext ctx, int status, String title, String detail) {
        JsonObject body =
                new JsonObject().put("title", title).put("status", status).put("detail", detail);
        ctx.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(body.toBuffer());
    }
}
