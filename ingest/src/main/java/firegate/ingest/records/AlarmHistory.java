package firegate.ingest.records;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** What happened in a time, alarm by alarm, for statistics. */
public final class AlarmHistory {

    private AlarmHistory() {}

    /**
     * One alarm.
     *
     * @param severity its rank
     * @param acknowledgedMs epoch milliseconds, or null; so are the other times
     */
    public record Row(
            String id,
            String subject,
            String device,
            String site,
            String rule,
            int severity,
            boolean test,
            String verdict,
            String cause,
            String acknowledgedBy,
            long raisedMs,
            Long acknowledgedMs,
            Long verdictMs,
            Long endedMs) {}

    /** An alarm that was raised again while it was open. */
    public record Again(String alarm, long timeMs) {}

    /** Every alarm raised in the time, in order. */
    public static void raised(Handle handle, long fromMs, long toMs, Consumer<Row> each) {
        String sql = """
                SELECT id, subject, device, site, rule, severity, test, verdict, cause, acknowledged_by, raised_ms,
                  acknowledged_ms, verdict_ms, coalesce(returned_ms, closed_ms) AS ended_ms
                FROM alarm WHERE raised_ms >= ? AND raised_ms < ? ORDER BY raised_ms, id""";
        try (var rows = handle.createQuery(sql)
                .bind(0, fromMs)
                .bind(1, toMs)
                .setFetchSize(1_000)
                .map((row, context) -> row(row))
                .iterator()) {
            rows.forEachRemaining(each);
        }
    }

    public static List<Again> raisedAgain(Handle handle, long fromMs, long toMs) {
        return handle.createQuery(
                        "SELECT subject, time_ms FROM audit WHERE action = 'alarm.re_raised' AND time_ms >= ? AND time_ms < ?")
                .bind(0, fromMs)
                .bind(1, toMs)
                .map((row, context) -> new Again(row.getString(1).substring("alarm:".length()), row.getLong(2)))
                .list();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("id"),
                row.getString("subject"),
                row.getString("device"),
                row.getString("site"),
                row.getString("rule"),
                row.getInt("severity"),
                row.getBoolean("test"),
                row.getString("verdict"),
                row.getString("cause"),
                row.getString("acknowledged_by"),
                row.getLong("raised_ms"),
                number(row, "acknowledged_ms"),
                number(row, "verdict_ms"),
                number(row, "ended_ms"));
    }

    private static Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : Long.valueOf(value);
    }
}
