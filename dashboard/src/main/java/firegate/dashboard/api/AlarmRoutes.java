package firegate.dashboard.api;

import firegate.dashboard.auth.Refusal;
import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.AlarmState;
import firegate.ingest.alarm.Verdict;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.pipeline.AlarmDesk;
import firegate.ingest.records.AlarmRecords;
import firegate.ingest.records.AlarmRecords.Filter;
import firegate.ingest.records.AuditRecords;
import firegate.ingest.records.Database;
import firegate.ingest.rule.Severity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.JdbiException;

/** {@code GET /api/v1/alarms}: lists, and one alarm with its evidence. */
public final class AlarmRoutes {

    private static final String PATH = "/api/v1/alarms";
    private static final List<String> STATES = Stream.concat(
                    Stream.of("open"), Arrays.stream(AlarmState.values()).map(AlarmState::id))
            .toList();
    private static final List<String> VERDICTS =
            Arrays.stream(Verdict.values()).map(Verdict::id).toList();
    private static final int AUDIT_PAGE = 500;

    private final Answers answers;
    private final AlarmDesk desk;
    private final Database database;
    private final AlarmList list;
    private final AlarmEvidence evidence;

    public AlarmRoutes(Answers answers, AlarmDesk desk, Database database, HistoryStore history) {
        this.answers = answers;
        this.desk = desk;
        this.database = database;
        this.list = new AlarmList(desk, database);
        this.evidence = new AlarmEvidence(desk.rules(), database, history);
    }

    public void mount(Router router) {
        router.get(PATH).handler(answers.json(this::list));
        router.get(PATH + "/:id").handler(answers.json(this::one));
    }

    private JsonObject list(RoutingContext context) {
        Query query = Query.of(
                context, "state", "severity", "site", "device", "rule", "verdict", "from", "to", "limit", "cursor");
        String severity = query.choice(
                "severity", Arrays.stream(Severity.values()).map(Severity::id).toList());
        Filter filter = new Filter(
                query.choice("state", STATES),
                severity == null ? null : Severity.of(severity).orElseThrow().rank(),
                query.text("site"),
                query.text("device"),
                query.text("rule"),
                query.choice("verdict", VERDICTS),
                query.time("from"),
                query.time("to"));
        JsonArray cursor = query.cursor(Integer.class, Long.class, String.class);
        return list.page(filter, cursor, query.limit());
    }

    private JsonObject one(RoutingContext context) {
        Query.of(context);
        Alarm alarm = alarm(context.pathParam("id"));
        return AlarmJson.of(alarm)
                .put("seen", AlarmJson.seen(alarm))
                .put("evidence", evidence.of(alarm))
                .put("audit", audit(alarm));
    }

    private Alarm alarm(String id) {
        return desk.open(id)
                .or(() -> database.reader().withHandle(handle -> AlarmRecords.alarm(handle, id)))
                .orElseThrow(() -> new Refusal(404, "Not found", "there is no alarm '" + id + "'"));
    }

    /** The whole trail in the order of time; null while the records cannot be read. */
    private JsonArray audit(Alarm alarm) {
        AuditRecords.Filter filter = new AuditRecords.Filter(null, null, null, "alarm:" + alarm.id());
        List<JsonObject> trail = new ArrayList<>();
        try {
            List<AuditRecords.Entry> page;
            Long before = null;
            do {
                Long behind = before;
                page = database.reader().withHandle(handle -> AuditRecords.list(handle, filter, behind, AUDIT_PAGE));
                page.forEach(entry -> trail.add(AuditJson.of(entry)));
                before = page.isEmpty() ? null : page.get(page.size() - 1).seq();
            } while (page.size() == AUDIT_PAGE);
        } catch (JdbiException e) {
            // A fire that is only in memory is shown all the same; /health/ready says that the records are down.
            return null;
        }
        Collections.reverse(trail);
        return new JsonArray(trail);
    }
}
