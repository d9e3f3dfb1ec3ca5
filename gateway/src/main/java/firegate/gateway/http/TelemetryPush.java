package firegate.gateway.http;

import firegate.dashboard.api.Problem;
import firegate.ingest.device.DeviceAccess;
import firegate.ingest.intake.Delivery;
import firegate.ingest.intake.DeliverySink;
import firegate.ingest.intake.Outcome;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /api/v1/devices/{device}/telemetry}: a device, or the cloud of its vendor, pushes telemetry. */
public final class TelemetryPush {

    private static final Logger log = LoggerFactory.getLogger(TelemetryPush.class);

    private static final String ROUTE = "/api/v1/devices/:device/telemetry";
    private static final String PROFILE = "native";
    private static final String BEARER = "Bearer ";
    private static final String VIA = "via";
    private static final int MOST_BYTES = 256 * 1024;
    /** So much of a larger body is kept in quarantine, and looked through for a fire. */
    private static final int MOST_KEPT = 2 * MOST_BYTES;

    private static final int RETRY_AFTER_SECONDS = 5;

    private final DeviceAccess access;
    private final DeliverySink sink;
    private final InstantSource clock;

    public TelemetryPush(DeviceAccess access, DeliverySink sink, InstantSource clock) {
        this.access = access;
        this.sink = sink;
        this.clock = clock;
    }

    public void mount(Router router) {
        router.post(ROUTE).handler(this::authorize).failureHandler(TelemetryPush::failed);
    }

    private void authorize(RoutingContext ctx) {
        String device = ctx.pathParam("device");
        Optional<String> publisher = bearer(ctx.request()).flatMap(token -> access.authenticate(token, null));
        if (publisher.isEmpty() && !access.open()) {
            ctx.response().putHeader("WWW-Authenticate", "Bearer");
            Problem.send(ctx, 401, "Unauthorized", "the token of a device is needed, as a bearer token");
            return;
        }
        boolean allowed = access.open()
                || publisher
                        .filter(p -> p.equals(device) || access.mayPublish(p, device))
                        .isPresent();
        if (!allowed) {
            Problem.send(ctx, 403, "Forbidden", "this token may not push telemetry of " + device);
            return;
        }
        publisher.filter(p -> !p.equals(device)).ifPresent(p -> ctx.put(VIA, p));
        if ("100-continue".equalsIgnoreCase(ctx.request().getHeader(HttpHeaders.EXPECT))) {
            var unused = ctx.response().writeContinue();
        }
        read(ctx);
    }

    /** Takes the body as it is, whatever the content type says: what is not telemetry is kept as it came. */
    private void read(RoutingContext ctx) {
        Buffer body = Buffer.buffer();
        ctx.request()
                .handler(part -> {
                    int room = MOST_KEPT - body.length();
                    body.appendBuffer(part.length() <= room ? part : part.slice(0, Math.max(0, room)));
                })
                .exceptionHandler(ctx::fail)
                .endHandler(unused -> accept(ctx, body))
                .resume();
    }

    private static Optional<String> bearer(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        boolean bearer = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return bearer ? Optional.of(header.substring(BEARER.length()).trim()) : Optional.empty();
    }

    private void accept(RoutingContext ctx, Buffer body) {
        Delivery delivery = new Delivery(
                ctx.pathParam("device"),
                ctx.get(VIA),
                ctx.request().remoteAddress().hostAddress(),
                ctx.request().path(),
                PROFILE,
                Delivery.NO_PACKET_ID,
                false,
                clock.millis(),
                body.getBytes());
        Context context = ctx.vertx().getOrCreateContext();
        var unused = submit(delivery)
                .whenComplete(
                        (outcomes, failure) -> context.runOnContext(now -> answer(ctx, delivery, outcomes, failure)));
    }

    private CompletableFuture<List<Outcome>> submit(Delivery delivery) {
        try {
            return sink.submit(List.of(delivery));
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private static void answer(RoutingContext ctx, Delivery delivery, List<Outcome> outcomes, Throwable failure) {
        if (ctx.response().closed()) {
            return;
        }
        Outcome outcome = outcomes == null || outcomes.isEmpty() ? null : outcomes.get(0);
        boolean kept = outcome instanceof Outcome.Durable || outcome instanceof Outcome.Quarantined;
        if (kept && delivery.payload().length > MOST_BYTES) {
            Problem.send(ctx, 413, "Too large", "a body may have up to " + MOST_BYTES + " bytes");
        } else if (outcome instanceof Outcome.Durable) {
            var unused = ctx.response().setStatusCode(204).end();
        } else if (outcome instanceof Outcome.Quarantined quarantined) {
            Problem.send(ctx, 400, "Not usable as telemetry", quarantined.reason() + ": " + quarantined.detail());
        } else {
            if (failure != null) {
                log.atError()
                        .setCause(failure)
                        .addKeyValue("device", delivery.device())
                        .log("The intake gave no outcome for a delivery");
            }
            ctx.response().putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(RETRY_AFTER_SECONDS));
            String cause = outcome instanceof Outcome.Unavailable unavailable ? unavailable.cause() : "internal error";
            Problem.send(ctx, 503, "Cannot be stored now", cause);
        }
    }

    private static void failed(RoutingContext ctx) {
        if (ctx.failure() instanceof HttpClosedException) {
            log.atDebug()
                    .addKeyValue("device", ctx.pathParam("device"))
                    .log("A client left before its body was complete");
        } else {
            ctx.next();
        }
    }
}
