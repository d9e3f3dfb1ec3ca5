package firegate.dashboard.api;

import firegate.ingest.pipeline.AlarmDesk;
import io.vertx.ext.web.Router;

/** {@code GET /api/v1/rules}: the rule book that is in force. */
public final class RuleRoutes {

    private final Answers answers;
    private final AlarmDesk desk;

    public RuleRoutes(Answers answers, AlarmDesk desk) {
        this.answers = answers;
        this.desk = desk;
    }

    public void mount(Router router) {
        router.get("/api/v1/rules").handler(answers.json(context -> {
            Query.of(context);
            return Page.whole(desk.rules().rules().stream().map(RuleJson::of).toList());
        }));
    }
}
