package firegate.dashboard;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;

/** The web console's files, from the class path. Addresses of its pages all lead to {@code index.html}. */
final class Console {

    private static final String ROOT = "console";
    private static final String INDEX = "/index.html";
    /** Everything but the addresses for programs. */
    private static final String PAGES = "^(?!/(?:api|health|metrics)(?:/|$)).*";
    /** Styles within the page are set by the component library and the charts. */
    private static final String POLICY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self' ws: wss:; object-src 'none';"
            + " base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private final String folder;

    Console() {
        this(ROOT);
    }

    /** @param folder on the class path */
    Console(String folder) {
        this.folder = folder;
    }

    void mount(Router router) {
        StaticHandler files =
                StaticHandler.create(folder).setCachingEnabled(false).setIndexPage(INDEX);
        router.route().order(-1).handler(Console::secure);
        router.getWithRegex(PAGES).handler(Console::toPage).handler(files);
    }

    private static void secure(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "same-origin");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Content-Security-Policy", POLICY);
        context.next();
    }

    private static void toPage(RoutingContext context) {
        String path = context.normalizedPath();
        boolean page = path.lastIndexOf('.') <= path.lastIndexOf('/') && !path.equals(INDEX);
        if (page) {
            context.reroute(INDEX);
            return;
        }
        // Files under assets/ have their content's hash in their name.
        String caching = path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
        context.addHeadersEndHandler(sent -> {
            if (context.response().getStatusCode() < 300) {
                context.response().putHeader("Cache-Control", caching);
            }
        });
        context.next();
    }
}
