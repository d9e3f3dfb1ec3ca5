package firegate.dashboard.api;

import firegate.ingest.history.HistoryException;
import firegate.ingest.history.HistoryStore;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /api/v1/history}: points of devices, raw or in windows, as JSON in pages or as CSV as a whole. */
public final class HistoryRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryRoutes.class);
    private static final int WORKERS = 4;
    private static final int MOST_SERIES = 5_000;

    private final HistoryStore store;
    private final WorkerExecutor workers;
    private final InstantSource clock;

    public HistoryRoutes(Vertx vertx, HistoryStore store) {
        this(vertx, store, InstantSource.system());
    }

    HistoryRoutes(Vertx vertx, HistoryStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.workers = vertx.createSharedWorkerExecutor("history", WORKERS);
    }

    public void mount(Router router) {
        router.get("/api/v1/history").handler(this::history);
    }

    private void history(RoutingContext context) {
        HistoryRequest request;
        boolean csv;
        try {
            request = HistoryRequest.of(context.queryParams(), clock.millis());
            csv = wantsCsv(context);
        } catch (BadParameter e) {
            Problem.send(context, 400, "Bad parameter", e.getMessage());
            return;
        }
        HttpServerResponse response = context.response();
        workers.executeBlocking(() -> begin(request, csv, response), false)
                .onSuccess(answer -> send(response, answer))
                .onFailure(e -> fail(context, e));
    }

    private static boolean wantsCsv(RoutingContext context) {
        if (context.queryParams().contains("format")) {
            return HistoryRequest.choice(context.queryParams(), "format", "json", "csv")
                    .equals("csv");
        }
        for (MIMEHeader accepted : context.parsedHeaders().accept()) {
            if (accepted.component().equals("text") && accepted.subComponent().equals("csv")) {
                return true;
            }
            if (accepted.component().equals("application")) {
                return false;
            }
        }
        return false;
    }

    private record Answer(HistoryWalk walk, PointFormat format, byte[] first) {}

    /** Runs on a worker up to the first piece: what can go wrong mostly does so before anything was sent. */
    private Answer begin(HistoryRequest request, boolean csv, HttpServerResponse response) {
        HistoryRequest known = withSeries(request);
        HistoryWalk walk;
        PointFormat format;
        if (csv) {
            format = new CsvPoints();
            long limit = request.limit() == null ? Long.MAX_VALUE : request.limit();
            walk = new HistoryWalk(store, known, limit, format, null, response::closed);
        } else {
            format = new JsonPoints(known);
            HistoryPage page = HistoryPage.of(store, known);
            String next = page.rest() == null ? null : HistoryCursor.encode(page.rest());
            walk = new HistoryWalk(store, page.here(), Long.MAX_VALUE, format, next, response::closed);
        }
        return new Answer(walk, format, walk.next());
    }

    private HistoryRequest withSeries(HistoryRequest request) {
        HistoryRequest known = request.devices().isEmpty()
                ? request
                : request.with(store.series(request.devices(), request.fromMs(), request.toMs()));
        if (known.series().size() > MOST_SERIES) {
            throw new BadParameter(
                    "device", known.series().size() + " series", "at most " + MOST_SERIES + " in one request");
        }
        return known;
    }

    private void send(HttpServerResponse response, Answer answer) {
        response.putHeader("Content-Type", answer.format.contentType()).putHeader("Cache-Control", "no-store");
        if (answer.format instanceof CsvPoints) {
            response.putHeader("Content-Disposition", "attachment; filename=\"history.csv\"");
        }
        if (answer.walk.ended()) {
            response.end(Buffer.buffer(answer.first));
            return;
        }
        response.setChunked(true);
        // A client that left is noticed before the next piece; its failed writes are nobody's problem.
        response.exceptionHandler(e -> LOG.debug("history answer cut off by its client", e));
        write(response, answer.walk, answer.first);
    }

    private void write(HttpServerResponse response, HistoryWalk walk, byte[] piece) {
        if (response.closed()) {
            return;
        }
        if (walk.ended()) {
            response.end(Buffer.buffer(piece));
            return;
        }
        response.write(Buffer.buffer(piece));
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> {
                response.drainHandler(null);
                goOn(response, walk);
            });
        } else {
            goOn(response, walk);
        }
    }

    private void goOn(HttpServerResponse response, HistoryWalk walk) {
        workers.executeBlocking(walk::next, false)
                .onSuccess(piece -> write(response, walk, piece))
                .onFailure(e -> {
                    LOG.error("history answer cut off: {}", e.getMessage(), e);
                    // The status is gone; only a broken connection tells the client that this is not all.
                    response.reset();
                });
    }

    private static void fail(RoutingContext context, Throwable e) {
        if (e instanceof BadParameter || e instanceof IllegalArgumentException) {
            Problem.send(context, 400, "Bad parameter", e.getMessage());
        } else if (e instanceof HistoryException) {
            Problem.send(context, 503, "History unavailable", e.getMessage());
        } else {
            LOG.error("history request failed", e);
            Problem.send(context, 500, "Internal error", "the history request failed; the log says why");
        }
    }
}
