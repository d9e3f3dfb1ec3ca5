package firegate.dashboard.api;

import firegate.ingest.pipeline.LedgerBook;
import firegate.ingest.pipeline.LedgerBook.Account;
import firegate.ingest.records.LedgerRecords.DeviceMinute;
import firegate.ingest.records.LedgerRecords.Filter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** {@code GET /api/v1/ledger}: what became of the readings of each device and minute; the last hour by default. */
public final class LedgerRoutes {

    private static final long MINUTE_MS = 60_000;

    private final Answers answers;
    private final LedgerBook ledger;
    private final InstantSource clock;

    public LedgerRoutes(Answers answers, LedgerBook ledger, InstantSource clock) {
        this.answers = answers;
        this.ledger = ledger;
        this.clock = clock;
    }

    public void mount(Router router) {
        router.get("/api/v1/ledger").handler(answers.json(this::list));
    }

    private JsonObject list(RoutingContext context) {
        Query query = Query.of(context, "from", "to", "device", "limit", "cursor");
        Long to = query.time("to");
        // Without an end, the minute that is under way belongs to it.
        long toMinute = to == null ? Math.floorDiv(clock.millis(), MINUTE_MS) + 1 : -Math.floorDiv(-to, MINUTE_MS);
        Long from = query.time("from");
        long fromMinute = from == null ? toMinute - Duration.ofHours(1).toMinutes() : Math.floorDiv(from, MINUTE_MS);
        if (fromMinute >= toMinute) {
            throw new BadParameter("from", String.valueOf(query.text("from")), "a time before 'to'");
        }
        JsonArray cursor = query.cursor(Long.class, String.class);
        DeviceMinute after = cursor == null ? null : new DeviceMinute(cursor.getString(1), cursor.getLong(0));
        int limit = query.limit();
        LedgerBook.Page page = ledger.page(new Filter(fromMinute, toMinute, query.text("device")), after, limit + 1);
        List<Account> items =
                page.items().subList(0, Math.min(limit, page.items().size()));
        String next = null;
        if (page.items().size() > limit) {
            DeviceMinute last = items.get(limit - 1).key();
            next = Page.cursor(last.minute(), last.device());
        }
        return Page.of(items.stream().map(LedgerRoutes::item).toList(), next, page.rows())
                .put("from", Iso.time(fromMinute * MINUTE_MS))
                .put("to", Iso.time(toMinute * MINUTE_MS))
                .put("sum", counts(new JsonObject(), page.sum()));
    }

    private static JsonObject item(Account account) {
        return counts(
                new JsonObject()
                        .put("device", account.key().device())
                        .put("minute", Iso.time(account.key().minute() * MINUTE_MS)),
                account);
    }

    private static JsonObject counts(JsonObject json, Account account) {
        return json.put("received", account.received())
                .put("stored", account.stored())
                .put("duplicate", account.duplicate())
                .put("quarantined", account.quarantined())
                .put("waiting", account.waiting());
    }
}
