package firegate.dashboard.api;

import firegate.dashboard.auth.Access;
import firegate.dashboard.auth.Login;
import firegate.dashboard.auth.Refusal;
import firegate.dashboard.auth.Role;
import firegate.ingest.alarm.AlarmCommand;
import firegate.ingest.alarm.Decision;
import firegate.ingest.pipeline.AlarmDesk;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** {@code POST /api/v1/alarms/{id}/…} and {@code /api/v1/alarms/bulk}: what people do about alarms. */
public final class AlarmCommandRoutes {

    private static final String PATH = "/api/v1/alarms";
    private static final int MOST_IN_BULK = 1_000;
    private static final int LONGEST_ID = 64;
    /** A desk that does not answer by then is stuck. */
    private static final long ANSWER_SECONDS = 15;

    private final Answers answers;
    private final AlarmDesk desk;
    private final AlarmCommandBody commands;

    /** @param mayHandle whether alarms may be assigned to a user of this name */
    public AlarmCommandRoutes(Answers answers, AlarmDesk desk, Predicate<String> mayHandle) {
        this.answers = answers;
        this.desk = desk;
        this.commands = new AlarmCommandBody(mayHandle);
    }

    public void mount(Router router) {
        router.post(PATH + "/bulk")
                .handler(Access.requires(Role.ADMIN, Role.DUTY))
                .handler(answers.json(this::bulk));
        for (String action : commands.actions()) {
            router.post(PATH + "/:id/" + action)
                    .handler(Access.requires(Role.ADMIN, Role.DUTY))
                    .handler(answers.json(context -> one(context, action)));
        }
    }

    private JsonObject one(RoutingContext context, String action) {
        Query.of(context);
        Body body = Body.of(context);
        AlarmCommand command =
                commands.read(action, body, Login.of(context).principal().name());
        body.end();
        String id = context.pathParam("id");
        Decision decision = answer(desk.carryOut(id, command)).orElseThrow(() -> unknown(id));
        if (decision instanceof Decision.Done done) {
            return AlarmJson.of(done.transition().after());
        }
        throw new Refusal(409, "Conflict", ((Decision.Refused) decision).reason());
    }

    /** Each alarm has an answer of its own; the request as a whole succeeds. */
    private JsonObject bulk(RoutingContext context) {
        Query.of(context);
        Body body = Body.of(context);
        String action = body.text("action", LONGEST_ID);
        if (action == null || !commands.actions().contains(action)) {
            throw body.bad("action", "one of " + commands.actions());
        }
        List<String> ids = body.texts("ids", MOST_IN_BULK, LONGEST_ID);
        if (ids.isEmpty() || new HashSet<>(ids).size() < ids.size()) {
            throw body.bad("ids", "1 to " + MOST_IN_BULK + " ids of alarms, each once");
        }
        if (body.has("version")) {
            throw body.bad("version", "nothing: alarms in bulk have different versions");
        }
        AlarmCommand command =
                commands.read(action, body, Login.of(context).principal().name());
        body.end();
        List<Optional<Decision>> decisions = answer(desk.carryOut(ids, command.belowCritical()));
        JsonArray items = new JsonArray();
        long done = 0;
        for (int i = 0; i < ids.size(); i++) {
            items.add(item(ids.get(i), decisions.get(i)));
            done += decisions.get(i).orElse(null) instanceof Decision.Done ? 1 : 0;
        }
        return new JsonObject().put("items", items).put("done", done).put("refused", ids.size() - done);
    }

    private static JsonObject item(String id, Optional<Decision> decision) {
        JsonObject item = new JsonObject().put("id", id);
        if (decision.isEmpty()) {
            return item.put("status", 404)
                    .put("detail", unknown(id).getMessage())
                    .put("alarm", null);
        }
        if (decision.get() instanceof Decision.Done done) {
            return item.put("status", 200)
                    .put("detail", null)
                    .put("alarm", AlarmJson.of(done.transition().after()));
        }
        return item.put("status", 409)
                .put("detail", ((Decision.Refused) decision.get()).reason())
                .put("alarm", null);
    }

    private static Refusal unknown(String id) {
        return new Refusal(404, "Not found", "there is no alarm '" + id + "'");
    }

    private static <T> T answer(CompletableFuture<T> answer) {
        try {
            return answer.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new Refusal(503, "Records unavailable", e.getCause().getMessage());
        }
    }
}
