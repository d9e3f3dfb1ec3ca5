package firegate.ingest.history.embedded;

import firegate.ingest.history.HistoryException;
import firegate.ingest.history.HistoryQuery;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.history.PointSink;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CairoException;
import io.questdb.cairo.security.ReadOnlySecurityContext;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.sql.RecordCursor;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContextImpl;
import io.questdb.griffin.engine.functions.bind.BindVariableServiceImpl;
import java.util.ArrayList;
import java.util.List;

/** Reads points through the index of the device column; names are bound, never part of the SQL. */
final class PointReader {

    private static final String OF_DEVICE = " FROM points WHERE device = :device AND ts >= :from AND ts < :to";
    private static final String ASCENDING = "SELECT ts, value" + OF_DEVICE + " AND metric = :metric";
    private static final String DESCENDING = ASCENDING + " ORDER BY ts DESC";
    private static final String METRICS = "SELECT DISTINCT metric" + OF_DEVICE + " ORDER BY metric";

    private final CairoEngine engine;

    PointReader(CairoEngine engine) {
        this.engine = engine;
    }

    void query(HistoryQuery query, PointSink sink) {
        HistoryQuery bounded = bounded(query);
        try (Statement statement = new Statement(bounded.fromMs(), bounded.toMs())) {
            statement.prepare(bounded.descending() ? DESCENDING : ASCENDING);
            for (SeriesId series : bounded.series()) {
                sink.series(series);
                if (!statement.read(series, bounded, sink)) {
                    return;
                }
            }
        } catch (SqlException | CairoException e) {
            throw unreadable(e);
        }
    }

    List<SeriesId> series(List<String> devices, long fromMs, long toMs) {
        List<SeriesId> found = new ArrayList<>();
        try (Statement statement = new Statement(atLeastEpoch(fromMs), atMostLast(toMs))) {
            statement.prepare(METRICS);
            for (String device : devices) {
                statement.metrics(device, found);
            }
            return found;
        } catch (SqlException | CairoException e) {
            throw unreadable(e);
        }
    }

    private static HistoryException unreadable(Exception e) {
        String message =
                e instanceof CairoException cairo ? cairo.getFlyweightMessage().toString() : e.getMessage();
        return new HistoryException("the embedded history cannot be read: " + message, e);
    }

    /** The span without what no point can be in, so that times can be counted in microseconds. */
    private static HistoryQuery bounded(HistoryQuery q) {
        return new HistoryQuery(
                q.series(),
                atLeastEpoch(q.fromMs()),
                atMostLast(q.toMs()),
                q.windowMs(),
                q.aggregate(),
                q.limit(),
                q.descending());
    }

    private static long atLeastEpoch(long ms) {
        return Math.min(Math.max(0, ms), PointTable.MAX_TIME_MS);
    }

    private static long atMostLast(long ms) {
        return Math.min(Math.max(0, ms), PointTable.MAX_TIME_MS + 1);
    }

    /** One compiled statement, run for one series after the other. */
    private final class Statement implements AutoCloseable {

        private final BindVariableServiceImpl variables = new BindVariableServiceImpl(engine.getConfiguration());
        private final SqlExecutionContextImpl context =
                new SqlExecutionContextImpl(engine, 0).with(ReadOnlySecurityContext.INSTANCE, variables);
        private final boolean empty;
        private RecordCursorFactory factory;

        Statement(long fromMs, long toMs) throws SqlException {
            empty = fromMs >= toMs;
            variables.setTimestamp("from", fromMs * 1000);
            variables.setTimestamp("to", toMs * 1000);
            bind("", "");
        }

        private void bind(String device, String metric) throws SqlException {
            variables.setStr("device", device);
            variables.setStr("metric", metric);
        }

        void prepare(String sql) throws SqlException {
            factory = engine.select(sql, context);
        }

        boolean read(SeriesId series, HistoryQuery query, PointSink sink) throws SqlException {
            if (empty || query.limit() <= 0) {
                return true;
            }
            bind(series.device(), series.metric());
            try (RecordCursor cursor = factory.getCursor(context)) {
                return query.windowMs() > 0 ? windows(cursor, query, sink) : raw(cursor, query.limit(), sink);
            }
        }

        private boolean raw(RecordCursor cursor, long limit, PointSink sink) {
            Record row = cursor.getRecord();
            for (long given = 0; given < limit && cursor.hasNext(); given++) {
                if (!sink.point(row.getTimestamp(0) / 1000, row.getDouble(1))) {
                    return false;
                }
            }
            return true;
        }

        private boolean windows(RecordCursor cursor, HistoryQuery query, PointSink sink) {
            WindowFold fold = new WindowFold(query, sink);
            Record row = cursor.getRecord();
            boolean wanted = true;
            while (wanted && cursor.hasNext()) {
                wanted = fold.add(row.getTimestamp(0) / 1000, row.getDouble(1));
            }
            return fold.finish();
        }

        void metrics(String device, List<SeriesId> found) throws SqlException {
            if (empty) {
                return;
            }
            bind(device, "");
            try (RecordCursor cursor = factory.getCursor(context)) {
                Record row = cursor.getRecord();
                while (cursor.hasNext()) {
                    found.add(new SeriesId(device, row.getSymA(0).toString()));
                }
            }
        }

        @Override
        public void close() {
            if (factory != null) {
                factory.close();
            }
            context.close();
        }
    }
}
