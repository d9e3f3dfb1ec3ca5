package firegate.gateway;

import firegate.ingest.history.HistoryFeed;
import firegate.ingest.history.embedded.QuestDbHistory;
import firegate.ingest.journal.Journal;
import firegate.ingest.pipeline.AlarmDesk;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;

/** {@code /metrics} in Prometheus' text format, and the figures of parts that do not measure themselves. */
final class Metrics {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private Metrics() {}

    static void bind(MeterRegistry meters, Journal journal, AlarmDesk desk, HistoryFeed feed) {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        JvmGcMetrics gc = new JvmGcMetrics();
        gc.bindTo(meters);
        gauge(
                meters,
                "firegate_journal_bytes",
                "disk space of the journal",
                () -> journal.state().bytes());
        gauge(
                meters,
                "firegate_journal_max_bytes",
                "disk space that it may use",
                () -> journal.state().maxBytes());
        gauge(
                meters,
                "firegate_journal_healthy",
                "1 while it takes entries",
                () -> journal.state().healthy() ? 1 : 0);
        gauge(meters, "firegate_alarms_behind", "entries not evaluated yet", desk::behind);
        gauge(meters, "firegate_alarms_waiting", "fires and commands that wait for the desk", desk::waiting);
        gauge(meters, "firegate_alarms_faults", "evaluations that failed for a fault of the program", desk::faults);
        gauge(meters, "firegate_alarms_open", "open alarms", () -> desk.open().size());
        gauge(
                meters,
                "firegate_history_behind",
                "entries not in the history store yet",
                () -> journal.head().offset() - feed.position().offset());
    }

    /** What only the embedded history has. */
    static void bind(MeterRegistry meters, QuestDbHistory history) {
        gauge(
                meters,
                "firegate_history_unapplied",
                "values that are durable in the embedded history and that queries do not see yet",
                history::unapplied);
    }

    private static void gauge(
            MeterRegistry meters, String name, String description, java.util.function.Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(meters);
    }

    static void mount(Router router, PrometheusMeterRegistry meters) {
        router.get("/metrics")
                .handler(ctx -> ctx.response().putHeader("Content-Type", TEXT).end(meters.scrape()));
    }

    /** On a port of its own. */
    static Future<HttpServer> serve(Vertx vertx, PrometheusMeterRegistry meters, String host, int port) {
        Router router = Router.router(vertx);
        mount(router, meters);
        return vertx.createHttpServer().requestHandler(router).listen(port, host);
    }
}
