package firegate.dashboard.api;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

/** {@code GET /api/v1/about}: what a page must know before anyone has logged in. No login. */
public final class AboutRoutes {

    private final boolean demo;

    /** @param demo whether everything that is shown is invented */
    public AboutRoutes(boolean demo) {
        this.demo = demo;
    }

    public void mount(Router router) {
        router.get("/api/v1/about").handler(context -> {
            Query.of(context);
            Answers.send(context, Answers.Answer.ok(new JsonObject().put("demo", demo)));
        });
    }
}
