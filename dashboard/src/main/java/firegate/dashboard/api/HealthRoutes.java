package firegate.dashboard.api;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** {@code /health/live}: the program answers; {@code /health/ready}: it can keep its promises. No login. */
public final class HealthRoutes {

    private final Answers answers;
    private final List<Check> checks;

    public HealthRoutes(Answers answers, List<Check> checks) {
        this.answers = answers;
        this.checks = List.copyOf(checks);
    }

    public void mount(Router router) {
        router.get("/health/live")
                .handler(context -> Answers.send(context, Answers.Answer.ok(new JsonObject().put("status", "live"))));
        router.get("/health/ready").handler(answers.of(this::ready));
    }

    private Answers.Answer ready(RoutingContext context) {
        JsonObject all = new JsonObject();
        boolean ready = true;
        for (Check check : checks) {
            Optional<String> problem = check.now();
            ready &= problem.isEmpty() || !check.required();
            all.put(
                    check.name(),
                    new JsonObject()
                            .put("status", problem.isEmpty() ? "up" : "down")
                            .put("required", check.required())
                            .put("problem", problem.orElse(null)));
        }
        JsonObject body =
                new JsonObject().put("status", ready ? "ready" : "not-ready").put("checks", all);
        return new Answers.Answer(ready ? 200 : 503, body);
    }
}
