package firegate.dashboard.auth;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps other sites' pages from acting with a person's cookie, beside {@code SameSite=Strict}. What a browser says about where
 * a request comes from is believed; programs say nothing and bring their credentials themselves.
 */
public final class SameOrigin {

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Optional<String> publicAuthority;

    /** @param publicUrl the address under which people reach the console, when it differs from the one they name */
    public SameOrigin(Optional<String> publicUrl) {
        this.publicAuthority = publicUrl.flatMap(SameOrigin::authority);
    }

    /** Handler for requests that change something. */
    public void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean byCookie = !request.headers().contains("Authorization");
        if (byCookie && !SAFE.contains(request.method()) && !allows(request)) {
            context.fail(new Refusal(403, "Forbidden", "this request comes from another site's page"));
        } else {
            context.next();
        }
    }

    /** Whether the request comes from this console's pages or from no page at all. */
    public boolean allows(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return false;
        }
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return true;
        }
        Optional<String> from = authority(origin);
        String here = String.valueOf(request.authority());
        return from.isPresent() && (from.equals(publicAuthority) || from.get().equalsIgnoreCase(here));
    }

    private static Optional<String> authority(String url) {
        try {
            return Optional.ofNullable(URI.create(url).getRawAuthority())
                    .map(authority -> authority.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
