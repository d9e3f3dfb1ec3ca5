package firegate.dashboard.api;

import firegate.dashboard.api.Answers.Answer;
import firegate.dashboard.auth.Access;
import firegate.dashboard.auth.Login;
import firegate.dashboard.auth.Refusal;
import firegate.dashboard.auth.Role;
import firegate.ingest.device.Site;
import firegate.ingest.records.DeviceRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** {@code /api/v1/sites}. */
public final class SiteRoutes {

    private static final String PATH = "/api/v1/sites";
    private static final String ONE = PATH + "/:id";

    private final Answers answers;
    private final DeviceRegistry registry;

    public SiteRoutes(Answers answers, DeviceRegistry registry) {
        this.answers = answers;
        this.registry = registry;
    }

    public void mount(Router router) {
        router.get(PATH).handler(answers.json(this::list));
        router.get(ONE).handler(answers.json(this::one));
        router.put(ONE).handler(Access.requires(Role.ADMIN)).handler(answers.of(this::put));
        router.delete(ONE).handler(Access.requires(Role.ADMIN)).handler(answers.of(this::delete));
    }

    private JsonObject list(RoutingContext context) {
        Query query = Query.of(context, "q", "limit", "cursor");
        String q = query.text("q");
        JsonArray cursor = query.cursor(String.class);
        int limit = query.limit();
        List<Site> found = registry.sites().stream()
                .filter(site -> q == null || mentions(site, q.toLowerCase(Locale.ROOT)))
                .toList();
        String after = cursor == null ? null : cursor.getString(0);
        List<Site> rest = found.stream()
                .filter(site -> after == null || site.id().compareTo(after) > 0)
                .limit(limit + 1L)
                .toList();
        List<Site> page = rest.subList(0, Math.min(limit, rest.size()));
        String next = rest.size() > limit ? Page.cursor(page.get(limit - 1).id()) : null;
        return Page.of(page.stream().map(SiteJson::of).toList(), next, found.size());
    }

    private static boolean mentions(Site site, String q) {
        return Stream.of(site.id(), site.name(), site.address(), site.village(), site.grid())
                .filter(Objects::nonNull)
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(q));
    }

    private JsonObject one(RoutingContext context) {
        Query.of(context);
        String id = context.pathParam("id");
        return SiteJson.of(registry.site(id).orElseThrow(() -> unknown(id)));
    }

    private static Refusal unknown(String id) {
        return new Refusal(404, "Not found", "there is no site '" + id + "'");
    }

    private Answer put(RoutingContext context) {
        Query.of(context);
        String id = context.pathParam("id");
        boolean known = registry.site(id).isPresent();
        Site site = SiteBody.read(Body.of(context), id);
        registry.put(site, Login.of(context).principal().name());
        return new Answer(known ? 200 : 201, SiteJson.of(site));
    }

    private Answer delete(RoutingContext context) {
        Query.of(context);
        String id = context.pathParam("id");
        long devices = registry.devices().stream()
                .filter(device -> id.equals(device.site()))
                .count();
        if (devices > 0) {
            throw new Refusal(409, "Conflict", devices + " devices are at this site; move or delete them first");
        }
        if (!registry.deleteSite(id, Login.of(context).principal().name())) {
            throw unknown(id);
        }
        return Answer.NO_CONTENT;
    }
}
