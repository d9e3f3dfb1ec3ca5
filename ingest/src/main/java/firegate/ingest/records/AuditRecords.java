package firegate.ingest.records;

import firegate.ingest.telemetry.StorableText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The audit trail: append-only, each entry's hash covers the one before. */
public final class AuditRecords {

    private static final String FIRST = "0".repeat(64);
    private static final int FETCH = 1_000;

    private AuditRecords() {}

    /**
     * @param actor user name, or {@code system}
     * @param action a stable word, for example {@code alarm.acknowledged}
     * @param subject what it was done to, for example {@code alarm:01J…}
     */
    public record Entry(
            long seq, long timeMs, String actor, String action, String subject, String detail, String hash) {}

    /** Which entries to list; null fields do not restrict. */
    public record Filter(Long fromMs, Long toMs, String actor, String subject) {}

    /** What is to be appended. */
    public record Act(long timeMs, String actor, String action, String subject, String detail) {

        /** What is hashed must be what is kept. */
        public Act {
            actor = StorableText.of(actor);
            subject = StorableText.of(subject);
            detail = StorableText.of(detail);
        }
    }

    /** Appends one entry; only within a transaction of the writer. */
    public static void append(Handle handle, long timeMs, String actor, String action, String subject, String detail) {
        append(handle, List.of(new Act(timeMs, actor, action, subject, detail == null ? "" : detail)));
    }

    /** Appends entries in order; only within a transaction of the writer. */
    public static void append(Handle handle, List<Act> acts) {
        if (acts.isEmpty()) {
            return;
        }
        Optional<Entry> last = handle.createQuery("SELECT * FROM audit ORDER BY seq DESC LIMIT 1")
                .map((row, context) -> entry(row))
                .findOne();
        long seq = last.map(Entry::seq).orElse(0L);
        String hash = last.map(Entry::hash).orElse(FIRST);
        PreparedBatch batch = handle.prepareBatch(
                "INSERT INTO audit (seq, time_ms, actor, action, subject, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?)");
        for (Act act : acts) {
            seq++;
            hash = hash(hash, seq, act.timeMs(), act.actor(), act.action(), act.subject(), act.detail());
            batch.add(seq, act.timeMs(), act.actor(), act.action(), act.subject(), act.detail(), hash);
        }
        batch.execute();
    }

    /**
     * A page of the trail, newest first.
     *
     * @param beforeSeq only entries before this one, or null
     */
    public static List<Entry> list(Handle handle, Filter filter, Long beforeSeq, int limit) {
        String sql = "SELECT * FROM audit" + where(filter) + (beforeSeq == null ? "" : " AND seq < :before")
                + " ORDER BY seq DESC LIMIT " + limit;
        Query query = bound(handle.createQuery(sql), filter);
        Sql.bind(query, "before", beforeSeq);
        return query.map((row, context) -> entry(row)).list();
    }

    public static long count(Handle handle, Filter filter) {
        return bound(handle.createQuery("SELECT count(*) FROM audit" + where(filter)), filter)
                .mapTo(Long.class)
                .one();
    }

    /** The first entry that does not follow from the one before it; empty when the chain is whole. */
    public static Optional<Entry> firstBroken(Handle handle) {
        // Within a transaction PostgreSQL hands out rows as they are asked for, instead of all at once.
        return handle.inTransaction(AuditRecords::firstBrokenOf);
    }

    private static Optional<Entry> firstBrokenOf(Handle handle) {
        String before = FIRST;
        long seq = 0;
        try (var entries = handle.createQuery("SELECT * FROM audit ORDER BY seq")
                .setFetchSize(FETCH)
                .map((row, context) -> entry(row))
                .iterator()) {
            while (entries.hasNext()) {
                Entry entry = entries.next();
                seq++;
                String hash = hash(
                        before, seq, entry.timeMs(), entry.actor(), entry.action(), entry.subject(), entry.detail());
                if (entry.seq() != seq || !hash.equals(entry.hash())) {
                    return Optional.of(entry);
                }
                before = hash;
            }
        }
        return Optional.empty();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("seq"),
                row.getLong("time_ms"),
                row.getString("actor"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("detail"),
                row.getString("hash"));
    }

    private static String where(Filter filter) {
        return " WHERE 1 = 1"
                + (filter.fromMs() == null ? "" : " AND time_ms >= :from")
                + (filter.toMs() == null ? "" : " AND time_ms < :to")
                + (filter.actor() == null ? "" : " AND actor = :actor")
                + (filter.subject() == null ? "" : " AND subject = :subject");
    }

    private static Query bound(Query query, Filter filter) {
        Sql.bind(query, "from", filter.fromMs());
        Sql.bind(query, "to", filter.toMs());
        Sql.bind(query, "actor", filter.actor());
        Sql.bind(query, "subject", filter.subject());
        return query;
    }

    private static String hash(
            String before, long seq, long timeMs, String actor, String action, String subject, String detail) {
        return sha256(Json.write(List.of(before, seq, timeMs, actor, action, subject, detail)));
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
