package firegate.dashboard.api;

import firegate.dashboard.auth.Access;
import firegate.dashboard.auth.Role;
import firegate.ingest.records.Database;
import firegate.ingest.records.QuarantineRecords;
import firegate.ingest.records.QuarantineRecords.Filter;
import firegate.ingest.records.QuarantineRecords.Row;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** {@code GET /api/v1/quarantine}: rejected messages with their reasons, newest first. */
public final class QuarantineRoutes {

    private final Answers answers;
    private final Database database;

    public QuarantineRoutes(Answers answers, Database database) {
        this.answers = answers;
        this.database = database;
    }

    public void mount(Router router) {
        router.get("/api/v1/quarantine")
                .handler(Access.requires(Role.ADMIN, Role.ANALYST))
                .handler(answers.json(this::list));
    }

    private JsonObject list(RoutingContext context) {
        Query query = Query.of(context, "device", "from", "to", "limit", "cursor");
        Filter filter = new Filter(query.text("device"), query.time("from"), query.time("to"));
        JsonArray cursor = query.cursor(Long.class);
        Long before = cursor == null ? null : cursor.getLong(0);
        int limit = query.limit();
        return database.reader().withHandle(handle -> {
            List<Row> rows = QuarantineRecords.list(handle, filter, before, limit + 1);
            List<Row> page = rows.subList(0, Math.min(limit, rows.size()));
            String next = rows.size() > limit ? Page.cursor(page.get(limit - 1).position()) : null;
            return Page.of(
                    page.stream().map(QuarantineRoutes::json).toList(), next, QuarantineRecords.count(handle, filter));
        });
    }

    private static JsonObject json(Row row) {
        JsonObject json = new JsonObject()
                .put("id", row.position())
                .put("device", row.device())
                .put("received", Iso.time(row.receivedMs()))
                .put("client", row.client())
                .put("topic", row.topic())
                .put("profile", row.profile())
                .put("reason", row.reason())
                .put("detail", row.detail())
                .put("fire", row.fire());
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(row.payload()))
                    .toString();
            return json.put("payload", text).put("encoding", "text");
        } catch (CharacterCodingException e) {
            return json.put("payload", Base64.getEncoder().encodeToString(row.payload()))
                    .put("encoding", "base64");
        }
    }
}
