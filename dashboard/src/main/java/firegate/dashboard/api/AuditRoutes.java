package firegate.dashboard.api;

import firegate.dashboard.auth.Access;
import firegate.dashboard.auth.Role;
import firegate.ingest.records.AuditRecords;
import firegate.ingest.records.AuditRecords.Entry;
import firegate.ingest.records.AuditRecords.Filter;
import firegate.ingest.records.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code GET /api/v1/audit}: who changed what, newest first. */
public final class AuditRoutes {

    private final Answers answers;
    private final Database database;

    public AuditRoutes(Answers answers, Database database) {
        this.answers = answers;
        this.database = database;
    }

    public void mount(Router router) {
        router.get("/api/v1/audit").handler(Access.requires(Role.ADMIN)).handler(answers.json(this::list));
    }

    private JsonObject list(RoutingContext context) {
        Query query = Query.of(context, "from", "to", "user", "subject", "limit", "cursor");
        Filter filter = new Filter(query.time("from"), query.time("to"), query.text("user"), query.text("subject"));
        JsonArray cursor = query.cursor(Long.class);
        Long before = cursor == null ? null : cursor.getLong(0);
        int limit = query.limit();
        return database.reader().withHandle(handle -> {
            List<Entry> entries = AuditRecords.list(handle, filter, before, limit + 1);
            List<Entry> page = entries.subList(0, Math.min(limit, entries.size()));
            String next =
                    entries.size() > limit ? Page.cursor(page.get(limit - 1).seq()) : null;
            return Page.of(page.stream().map(AuditJson::of).toList(), next, AuditRecords.count(handle, filter));
        });
    }
}
