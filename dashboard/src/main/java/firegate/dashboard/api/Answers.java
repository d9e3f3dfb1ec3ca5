package firegate.dashboard.api;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/** Makes answers on worker threads, where they may wait for the records, and sends them. */
public final class Answers {

    private static final int WORKERS = 4;

    private final WorkerExecutor workers;

    public Answers(Vertx vertx) {
        this.workers = vertx.createSharedWorkerExecutor("records", WORKERS);
    }

    /** A status and its body; no body when null. */
    record Answer(int status, JsonObject body) {

        static final Answer NO_CONTENT = new Answer(204, null);

        static Answer ok(JsonObject body) {
            return new Answer(200, body);
        }
    }

    /** Handler that answers 200 with the JSON; what the work throws is answered as {@link Failures} says. */
    Handler<RoutingContext> json(Function<RoutingContext, JsonObject> work) {
        return of(context -> Answer.ok(work.apply(context)));
    }

    /** The same with any status. */
    Handler<RoutingContext> of(Function<RoutingContext, Answer> work) {
        return context -> workers.executeBlocking(() -> work.apply(context), false)
                .onSuccess(answer -> send(context, answer))
                .onFailure(context::fail);
    }

    static void send(RoutingContext context, Answer answer) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        context.response().setStatusCode(answer.status()).putHeader("Cache-Control", "no-store");
        if (answer.body() == null) {
            context.response().end();
        } else {
            context.response()
                    .putHeader("Content-Type", "application/json")
                    .end(answer.body().toBuffer());
        }
    }
}
