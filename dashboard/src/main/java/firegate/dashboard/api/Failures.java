package firegate.dashboard.api;

import firegate.dashboard.auth.Refusal;
import firegate.ingest.history.HistoryException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever ends a request early into RFC 9457 problems. */
public final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** For what no route answers and for what routes before it fail with. */
    public static void mount(Router router) {
        router.route().failureHandler(Failures::send);
        router.errorHandler(404, Failures::send);
        router.errorHandler(405, context -> notAllowed(router, context));
        router.errorHandler(400, Failures::send);
        router.errorHandler(500, Failures::send);
    }

    private static void send(RoutingContext context) {
        Throwable cause = context.failure();
        if (cause instanceof Refusal refusal) {
            refused(context, refusal);
        } else if (cause instanceof BadParameter) {
            Problem.send(context, 400, "Bad parameter", cause.getMessage());
        } else if (cause instanceof HistoryException) {
            Problem.send(context, 503, "History unavailable", cause.getMessage());
        } else if (cause instanceof JdbiException || cause instanceof SQLException) {
            LOG.error(
                    "{} {}: the records failed",
                    context.request().method(),
                    context.request().path(),
                    cause);
            Problem.send(context, 503, "Records unavailable", "the records cannot be read or written now");
        } else {
            byStatus(context, cause);
        }
    }

    private static void refused(RoutingContext context, Refusal refusal) {
        if (refusal.status() == 401) {
            // Basic would make browsers ask for a password in a window of their own.
            context.response().putHeader("WWW-Authenticate", "Session realm=\"firegate\"");
        }
        if (refusal.retryAfterSeconds() != null) {
            context.response()
                    .putHeader(
                            HttpHeaders.RETRY_AFTER, refusal.retryAfterSeconds().toString());
        }
        Problem.send(context, refusal.status(), refusal.title(), refusal.getMessage());
    }

    private static void byStatus(RoutingContext context, Throwable cause) {
        switch (context.statusCode()) {
            case 404 -> Problem.send(context, 404, "Not found", "there is nothing at this address");
            case 413 -> Problem.send(context, 413, "Too large", "the body is larger than 1 MiB");
            case 400 -> Problem.send(context, 400, "Bad request", "the request cannot be read");
            default -> {
                if (context.response().closed()) {
                    LOG.debug("the client left", cause);
                    return;
                }
                LOG.error(
                        "{} {} failed",
                        context.request().method(),
                        context.request().path(),
                        cause);
                Problem.send(context, 500, "Internal error", "the request failed; the log says why");
            }
        }
    }

    private static void notAllowed(Router router, RoutingContext context) {
        Set<String> allowed = new TreeSet<>();
        for (Route route : router.getRoutes()) {
            if (route.methods() != null && route.getPath() != null && fits(route.getPath(), context.normalizedPath())) {
                route.methods().stream().map(HttpMethod::name).forEach(allowed::add);
            }
        }
        String names = String.join(", ", allowed);
        context.response().putHeader(HttpHeaders.ALLOW, names);
        Problem.send(context, 405, "Method not allowed", "this address knows " + names);
    }

    private static boolean fits(String route, String path) {
        String pattern = "\\Q" + route.replaceAll(":[A-Za-z]+", "\\\\E[^/]+\\\\Q") + "\\E/?";
        return Pattern.matches(pattern, path);
    }
}
