package firegate.ingest.records;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Alarm.Judgement;
import firegate.ingest.alarm.Alarm.Stamp;
import firegate.ingest.alarm.Evidence;
import firegate.ingest.alarm.FalseCause;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** Alarms. */
public final class AlarmRecords {

    private AlarmRecords() {}

    public static List<Alarm> open(Handle handle) {
        return handle.createQuery("SELECT document FROM alarm WHERE state <> 'closed'")
                .map((row, context) -> Json.read(row.getString(1), Alarm.class))
                .list();
    }

    public static Optional<Alarm> alarm(Handle handle, String id) {
        return handle.createQuery("SELECT document FROM alarm WHERE id = ?")
                .bind(0, id)
                .map((row, context) -> Json.read(row.getString(1), Alarm.class))
                .findOne();
    }

    public static void put(Handle handle, Collection<Alarm> alarms) {
        if (alarms.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO alarm (id, subject, device, site, rule, severity, state, raised_ms, version, document,
                  verdict, cause, test, acknowledged_by, acknowledged_ms, verdict_ms, returned_ms, closed_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, state = excluded.state,
                  version = excluded.version, document = excluded.document, verdict = excluded.verdict,
                  cause = excluded.cause, test = excluded.test, acknowledged_by = excluded.acknowledged_by,
                  acknowledged_ms = excluded.acknowledged_ms, verdict_ms = excluded.verdict_ms,
                  returned_ms = excluded.returned_ms, closed_ms = excluded.closed_ms""");
        for (Alarm alarm : alarms) {
            Judgement judgement = alarm.handling().judgement();
            FalseCause cause = judgement == null ? null : judgement.cause();
            batch.add(
                    alarm.id(),
                    alarm.origin().subject(),
                    alarm.origin().device(),
                    alarm.origin().site(),
                    alarm.origin().rule(),
                    alarm.status().severity().rank(),
                    alarm.status().state().id(),
                    alarm.clock().at(Stamp.RAISED),
                    alarm.version(),
                    Json.write(alarm),
                    alarm.handling().verdict().id(),
                    cause == null ? null : cause.id(),
                    alarm.status().test(),
                    alarm.handling().acknowledgedBy(),
                    alarm.clock().at(Stamp.ACKNOWLEDGED),
                    judgement == null ? null : judgement.timeMs(),
                    alarm.clock().at(Stamp.RETURNED),
                    alarm.clock().at(Stamp.CLOSED));
        }
        batch.execute();
    }

    /** Alarms whose evidence is not kept yet, the oldest first. */
    public static List<Alarm> withoutEvidence(Handle handle, long raisedBeforeMs, int limit) {
        return handle.createQuery(
                        "SELECT document FROM alarm WHERE evidence IS NULL AND raised_ms < ? ORDER BY raised_ms LIMIT ?")
                .bind(0, raisedBeforeMs)
                .bind(1, limit)
                .map((row, context) -> Json.read(row.getString(1), Alarm.class))
                .list();
    }

    /** @param found by id of the alarm */
    public static void keepEvidence(Handle handle, Map<String, Evidence> found) {
        PreparedBatch batch = handle.prepareBatch("UPDATE alarm SET evidence = ? WHERE id = ?");
        found.forEach((id, evidence) -> batch.add(Json.write(evidence), id));
        batch.execute();
    }

    /** Empty while it is not kept yet. */
    public static Optional<Evidence> evidence(Handle handle, String id) {
        return handle.createQuery("SELECT evidence FROM alarm WHERE id = ? AND evidence IS NOT NULL")
                .bind(0, id)
                .map((row, context) -> Json.read(row.getString(1), Evidence.class))
                .findOne();
    }

    /**
     * Which alarms to list; null fields do not restrict.
     *
     * @param state {@code open}, or the id of a state
     * @param severity its rank
     * @param fromMs raised at or after
     * @param verdict its id
     * @param toMs raised before
     */
    public record Filter(
            String state,
            Integer severity,
            String site,
            String device,
            String rule,
            String verdict,
            Long fromMs,
            Long toMs) {

        boolean open() {
            return "open".equals(state);
        }
    }

    /** The place of an alarm in a list. */
    public record After(int severity, long raisedMs, String id) {

        public static After of(Alarm alarm) {
            return new After(alarm.status().severity().rank(), alarm.clock().at(Stamp.RAISED), alarm.id());
        }
    }

    /**
     * A page of alarms, newest first; among the open ones the most severe first.
     *
     * @param after the last alarm of the page before, or null
     */
    public static List<Alarm> list(Handle handle, Filter filter, After after, int limit) {
        String older = "(raised_ms < :afterRaised OR (raised_ms = :afterRaised AND id < :afterId))";
        String behind = filter.open()
                ? " AND (severity < :afterSeverity OR (severity = :afterSeverity AND " + older + "))"
                : " AND " + older;
        String sql = "SELECT document FROM alarm" + where(filter) + (after == null ? "" : behind) + " ORDER BY "
                + (filter.open() ? "severity DESC, " : "") + "raised_ms DESC, id DESC LIMIT " + limit;
        Query query = bound(handle.createQuery(sql), filter);
        if (after != null) {
            query.bind("afterRaised", after.raisedMs()).bind("afterId", after.id());
            if (filter.open()) {
                query.bind("afterSeverity", after.severity());
            }
        }
        return query.map((row, context) -> Json.read(row.getString(1), Alarm.class))
                .list();
    }

    public static long count(Handle handle, Filter filter) {
        return bound(handle.createQuery("SELECT count(*) FROM alarm" + where(filter)), filter)
                .mapTo(Long.class)
                .one();
    }

    private static String where(Filter filter) {
        return " WHERE 1 = 1"
                + (filter.state() == null ? "" : filter.open() ? " AND state <> 'closed'" : " AND state = :state")
                + (filter.severity() == null ? "" : " AND severity = :severity")
                + (filter.site() == null ? "" : " AND site = :site")
                + (filter.device() == null ? "" : " AND device = :device")
                + (filter.rule() == null ? "" : " AND rule = :rule")
                + (filter.verdict() == null ? "" : " AND verdict = :verdict")
                + (filter.fromMs() == null ? "" : " AND raised_ms >= :from")
                + (filter.toMs() == null ? "" : " AND raised_ms < :to");
    }

    private static Query bound(Query query, Filter filter) {
        Sql.bind(query, "state", filter.open() ? null : filter.state());
        Sql.bind(query, "severity", filter.severity());
        Sql.bind(query, "site", filter.site());
        Sql.bind(query, "device", filter.device());
        Sql.bind(query, "rule", filter.rule());
        Sql.bind(query, "verdict", filter.verdict());
        Sql.bind(query, "from", filter.fromMs());
        Sql.bind(query, "to", filter.toMs());
        return query;
    }
}
