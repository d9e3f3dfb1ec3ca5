package firegate.dashboard.api;

import firegate.dashboard.auth.Login;
import firegate.dashboard.auth.Principal;
import firegate.dashboard.auth.SessionDoor;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /api/v1/session}: who logs in, who is logged in, and logging out. */
public final class SessionRoutes {

    private static final String PATH = "/api/v1/session";

    private final SessionDoor door;

    public SessionRoutes(SessionDoor door) {
        this.door = door;
    }

    /** The one route that needs no login; the body must have been read. */
    public void mountLogin(Router router) {
        router.post(PATH).handler(this::logIn);
    }

    public void mount(Router router) {
        router.get(PATH).handler(context -> {
            Query.of(context);
            Answers.send(context, Answers.Answer.ok(json(Login.of(context).principal())));
        });
        router.delete(PATH)
                .handler(context -> door.logOut(context)
                        .onSuccess(done -> Answers.send(context, Answers.Answer.NO_CONTENT))
                        .onFailure(context::fail));
    }

    private void logIn(RoutingContext context) {
        Query.of(context);
        Body body = Body.of(context);
        String username = body.text("username", 1_000);
        String password = body.text("password", 10_000);
        body.end();
        if (username == null || password == null) {
            throw Body.bad("the body must be {\"username\":\"…\",\"password\":\"…\"}");
        }
        door.logIn(context, username, password)
                .onSuccess(principal -> Answers.send(context, Answers.Answer.ok(json(principal))))
                .onFailure(context::fail);
    }

    private static JsonObject json(Principal principal) {
        return new JsonObject()
                .put("username", principal.name())
                .put("role", principal.role().id());
    }
}
