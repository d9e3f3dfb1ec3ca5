package firegate.ingest.history.embedded;

import firegate.ingest.history.HistoryException;
import firegate.ingest.history.HistoryQuery;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.history.PointSink;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CairoException;
import io.questdb.cairo.sql.TableReferenceOutOfDateException;
import io.questdb.griffin.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/** Answers queries, with compiled statements that are used again: compiling one takes longer than a short read. */
final class PointReader implements AutoCloseable {

    private static final int KEPT = 8;

    private final CairoEngine engine;
    private final Queue<PointStatement> ascending = new ArrayBlockingQueue<>(KEPT);
    private final Queue<PointStatement> descending = new ArrayBlockingQueue<>(KEPT);
    private final Queue<PointStatement> metrics = new ArrayBlockingQueue<>(KEPT);

    PointReader(CairoEngine engine) {
        this.engine = engine;
    }

    void query(HistoryQuery query, PointSink sink) {
        HistoryQuery bounded = bounded(query);
        Queue<PointStatement> pool = query.descending() ? descending : ascending;
        String sql = query.descending() ? PointStatement.DESCENDING : PointStatement.ASCENDING;
        use(pool, sql, statement -> {
            statement.span(bounded.fromMs(), bounded.toMs());
            for (SeriesId series : bounded.series()) {
                sink.series(series);
                if (!statement.read(series, bounded, sink)) {
                    return;
                }
            }
        });
    }

    List<SeriesId> series(List<String> devices, long fromMs, long toMs) {
        List<SeriesId> found = new ArrayList<>();
        use(metrics, PointStatement.METRICS, statement -> {
            statement.span(atLeastEpoch(fromMs), atMostLast(toMs));
            for (String device : devices) {
                statement.metrics(device, found);
            }
        });
        return found;
    }

    private interface Use {
        void of(PointStatement statement) throws SqlException;
    }

    private void use(Queue<PointStatement> pool, String sql, Use use) {
        PointStatement statement = pool.poll();
        try {
            if (statement == null) {
                statement = new PointStatement(engine, sql);
            }
            use.of(statement);
            if (pool.offer(statement)) {
                statement = null;
            }
        } catch (SqlException | CairoException | TableReferenceOutOfDateException e) {
            throw new HistoryException("the embedded history cannot be read: " + e.getMessage(), e);
        } finally {
            // One that failed, or that is one too many.
            if (statement != null) {
                statement.close();
            }
        }
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

    @Override
    public void close() {
        for (Queue<PointStatement> pool : List.of(ascending, descending, metrics)) {
            pool.forEach(PointStatement::close);
            pool.clear();
        }
    }
}
