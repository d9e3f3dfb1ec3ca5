package firegate.ingest.history.influx;

import firegate.ingest.history.HistoryException;
import firegate.ingest.history.HistoryQuery;
import firegate.ingest.history.HistoryStore;
import firegate.ingest.history.PointCheck;
import firegate.ingest.history.PointSink;
import firegate.ingest.history.influx.InfluxOptions.Token;
import firegate.ingest.history.influx.PointPages.Span;
import firegate.ingest.journal.Entry;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * History in an InfluxDB 1.x, 2.x or 3.x. It may be away at any time, also at the start: then {@link #problem} says so,
 * {@link #write} throws, and once it is there it is asked again which version it is and whether the database exists.
 */
public final class InfluxHistory implements HistoryStore {

    private static final Logger LOG = LoggerFactory.getLogger(InfluxHistory.class);
    private static final int LINES = 10_000;
    private static final PointCheck CHECK = new PointCheck(InfluxQl.MAX_TIME_MS, "1970 to 2262");

    private final InfluxOptions options;
    private final InfluxLink link;
    private final Databases databases;
    private final PointPages points;
    private final WindowPages windows;
    private final SeriesFinder series;
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "history-influxdb-watch"));
    private final Object connecting = new Object();
    /** Of the server that answers now; null while none does. */
    private volatile ServerVersion version;

    private volatile String name = "influxdb";
    private volatile String problem;

    /** Asks for the server once and goes on without it if need be. */
    public InfluxHistory(InfluxOptions options) {
        this.options = options;
        link = new InfluxLink(options);
        databases = new Databases(options, link);
        points = new PointPages(link);
        windows = new WindowPages(link, points);
        series = new SeriesFinder(link);
        look();
        long everyMs = options.waits().watch().toMillis();
        var looking = watch.scheduleWithFixedDelay(this::look, everyMs, everyMs, TimeUnit.MILLISECONDS);
        LOG.debug("watching InfluxDB at {}: {}", options.url(), looking);
    }

    /** Finds out whether the server is there; never throws. */
    private void look() {
        try {
            if (version == null) {
                connect();
            } else {
                link.ping();
            }
        } catch (HistoryException e) {
            lost(e);
        } catch (RuntimeException e) {
            // Without this thread nobody would see the server come back.
            lost(new HistoryException("InfluxDB at " + options.url() + ": " + e, e));
        }
    }

    private void connect() {
        synchronized (connecting) {
            if (version != null) {
                return;
            }
            try {
                ServerVersion found = link.ping();
                requireMatch(found);
                databases.prepare(found);
                name = found.text().isEmpty() ? "influxdb" : "influxdb " + found.text();
                problem = null;
                version = found;
            } catch (HistoryException e) {
                lost(e);
                throw e;
            }
            LOG.info("history goes to {} at {}", name, options.url());
        }
    }

    private void requireMatch(ServerVersion found) {
        boolean token = options.account() instanceof Token;
        if (token && found.major() == 1) {
            throw new HistoryException(
                    "InfluxDB at " + options.url() + " is " + found.text()
                            + ", which has no tokens: give influxdb.database, username and password",
                    null);
        }
        if (!token && found.major() > 1) {
            throw new HistoryException(
                    "InfluxDB at " + options.url() + " is " + found.text()
                            + ": give influxdb.token, org and bucket instead of database, username and password",
                    null);
        }
    }

    private void lost(HistoryException e) {
        version = null;
        if (!link.isClosed() && !e.getMessage().equals(problem)) {
            problem = e.getMessage();
            LOG.warn("{}", problem);
        }
    }

    @Override
    public void write(List<Entry.Telemetry> entries) {
        requireOpen();
        entries.forEach(CHECK::check);
        try {
            if (version == null) {
                connect();
            }
            send(entries);
        } catch (HistoryException e) {
            if (!e.isRefused()) {
                // Perhaps gone, or without the database: it is looked at anew before the next attempt.
                version = null;
            }
            throw e;
        }
    }

    private void send(List<Entry.Telemetry> entries) {
        LineProtocol lines = new LineProtocol();
        for (Entry.Telemetry entry : entries) {
            lines.add(entry);
            if (lines.points() >= LINES) {
                link.write(lines.take());
            }
        }
        if (lines.points() > 0) {
            link.write(lines.take());
        }
    }

    @Override
    public void query(HistoryQuery query, PointSink sink) {
        requireAnswering();
        HistoryQuery bounded = bounded(query);
        PointSink open = new OpenSink(sink);
        if (bounded.fromMs() >= bounded.toMs() || bounded.limit() <= 0) {
            bounded.series().forEach(open::series);
        } else if (bounded.windowMs() > 0) {
            windows.query(bounded, open);
        } else {
            raw(bounded, open);
        }
    }

    private void raw(HistoryQuery query, PointSink sink) {
        Span span = new Span(query.fromMs(), query.toMs() - 1, query.descending());
        int pageSize = (int) Math.min(query.limit(), PointPages.PAGE);
        int together = PointPages.shared(pageSize);
        List<SeriesId> all = query.series();
        for (int i = 0; i < all.size(); i += together) {
            for (PointPages.Page page :
                    points.first(all.subList(i, Math.min(i + together, all.size())), span, pageSize)) {
                Limited limited = new Limited(sink, query.limit());
                sink.series(page.series());
                points.rest(page, limited::point);
                if (limited.stopped) {
                    return;
                }
            }
        }
    }

    @Override
    public List<SeriesId> series(List<String> devices, long fromMs, long toMs) {
        requireAnswering();
        long from = Math.max(0, fromMs);
        long to = Math.min(toMs, InfluxQl.MAX_TIME_MS + 1);
        return from >= to ? List.of() : series.find(devices, from, to - 1);
    }

    /** The span without what no point can be in, so that times can be counted in nanoseconds. */
    private static HistoryQuery bounded(HistoryQuery q) {
        return new HistoryQuery(
                q.series(),
                Math.max(0, q.fromMs()),
                Math.min(q.toMs(), InfluxQl.MAX_TIME_MS + 1),
                q.windowMs(),
                q.aggregate(),
                q.limit(),
                q.descending());
    }

    private void requireOpen() {
        if (link.isClosed()) {
            throw InfluxLink.closedFailure(null);
        }
    }

    /** Whoever reads is told at once and does not wait for a server that is away. */
    private void requireAnswering() {
        requireOpen();
        String now = problem;
        if (now != null) {
            throw new HistoryException(now, null);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String problem() {
        return link.isClosed() ? "the history in InfluxDB is closed" : problem;
    }

    @Override
    public void close() {
        watch.shutdownNow();
        link.close();
    }

    /** Ends a query at its next point when the store is being closed. */
    private final class OpenSink implements PointSink {
        private final PointSink sink;

        OpenSink(PointSink sink) {
            this.sink = sink;
        }

        @Override
        public void series(SeriesId series) {
            sink.series(series);
        }

        @Override
        public boolean point(long timeMs, double value) {
            requireOpen();
            return sink.point(timeMs, value);
        }
    }

    /** Counts the points of one series, and remembers whether the sink wanted no more. */
    private static final class Limited {
        private final PointSink sink;
        private long left;
        private boolean stopped;

        Limited(PointSink sink, long limit) {
            this.sink = sink;
            this.left = limit;
        }

        boolean point(long timeMs, double value) {
            left--;
            stopped = !sink.point(timeMs, value);
            return !stopped && left > 0;
        }
    }
}
