package firegate.ingest.history.embedded;

import firegate.ingest.history.HistoryQuery;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.history.PointSink;
import firegate.ingest.history.WindowFold;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.security.ReadOnlySecurityContext;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.sql.RecordCursor;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.cairo.sql.SymbolTable;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContextImpl;
import io.questdb.griffin.engine.functions.bind.BindVariableServiceImpl;
import io.questdb.std.IntHashSet;
import java.util.List;
import java.util.TreeSet;

/**
 * One compiled statement, run for one series after the other. It reads through the index of the device column; names are
 * bound, never part of the SQL. One thread at a time.
 */
final class PointStatement implements AutoCloseable {

    private static final String OF_DEVICE = " FROM points WHERE device = :device AND ts >= :from AND ts < :to";
    static final String ASCENDING = "SELECT ts, value" + OF_DEVICE + " AND metric = :metric";
    static final String DESCENDING = ASCENDING + " ORDER BY ts DESC";
    static final String METRICS = "SELECT metric" + OF_DEVICE;

    private final BindVariableServiceImpl variables;
    private final SqlExecutionContextImpl context;
    private final RecordCursorFactory factory;
    private boolean empty;

    PointStatement(CairoEngine engine, String sql) throws SqlException {
        variables = new BindVariableServiceImpl(engine.getConfiguration());
        context = new SqlExecutionContextImpl(engine, 0).with(ReadOnlySecurityContext.INSTANCE, variables);
        span(0, 1);
        bind("", "");
        factory = engine.select(sql, context);
    }

    void span(long fromMs, long toMs) throws SqlException {
        empty = fromMs >= toMs;
        variables.setTimestamp("from", fromMs * 1000);
        variables.setTimestamp("to", toMs * 1000);
    }

    private void bind(String device, String metric) throws SqlException {
        variables.setStr("device", device);
        variables.setStr("metric", metric);
    }

    /** @return false when the sink wants nothing more */
    boolean read(SeriesId series, HistoryQuery query, PointSink sink) throws SqlException {
        if (empty || query.limit() <= 0) {
            return true;
        }
        bind(series.device(), series.metric());
        try (RecordCursor cursor = factory.getCursor(context)) {
            return query.windowMs() > 0 ? windows(cursor, query, sink) : raw(cursor, query.limit(), sink);
        }
    }

    private static boolean raw(RecordCursor cursor, long limit, PointSink sink) {
        Record row = cursor.getRecord();
        for (long given = 0; given < limit && cursor.hasNext(); given++) {
            if (!sink.point(row.getTimestamp(0) / 1000, row.getDouble(1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean windows(RecordCursor cursor, HistoryQuery query, PointSink sink) {
        WindowFold fold = new WindowFold(query, sink);
        Record row = cursor.getRecord();
        boolean wanted = true;
        while (wanted && cursor.hasNext()) {
            wanted = fold.add(row.getTimestamp(0) / 1000, row.getDouble(1));
        }
        return fold.finish();
    }

    /** Adds the series of a device, in alphabetical order of their metrics. */
    void metrics(String device, List<SeriesId> found) throws SqlException {
        if (empty) {
            return;
        }
        bind(device, "");
        IntHashSet keys = new IntHashSet();
        try (RecordCursor cursor = factory.getCursor(context)) {
            Record row = cursor.getRecord();
            while (cursor.hasNext()) {
                keys.add(row.getInt(0));
            }
            SymbolTable names = cursor.getSymbolTable(0);
            TreeSet<String> metrics = new TreeSet<>();
            for (int i = 0; i < keys.size(); i++) {
                metrics.add(names.valueOf(keys.get(i)).toString());
            }
            metrics.forEach(metric -> found.add(new SeriesId(device, metric)));
        }
    }

    @Override
    public void close() {
        factory.close();
        context.close();
    }
}
