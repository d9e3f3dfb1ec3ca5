package firegate.ingest.history.influx;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.domain.WritePrecision;
import firegate.ingest.device.Kind;
import firegate.ingest.history.HistoryQuery;
import firegate.ingest.history.HistoryQuery.Aggregate;
import firegate.ingest.history.HistoryStore.SeriesId;
import firegate.ingest.history.PointSink;
import firegate.ingest.journal.Entry;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;

/**
 * Writing through the store beside the client alone (lines made beforehand, 10,000 a request, gzip), and reading through the
 * store beside the same question put by hand, on one influxd in one run. Arguments: an empty directory, readings a round.
 * Each reading has three metrics. Run with the class path of the tests.
 */
public final class InfluxBench {

    private static final long END = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    private static final int DEVICES = 1_000;
    private static final int ROUNDS = 5;
    private static final int READ_ROUNDS = 21;

    private final Influxd server;
    private final int readings;
    private int databases;

    private InfluxBench(Influxd server, int readings) {
        this.server = server;
        this.readings = readings;
    }

    public static void main(String[] args) throws Exception {
        try (Influxd server = Influxd.start(Path.of(args[0]))) {
            InfluxBench bench = new InfluxBench(server, Integer.parseInt(args[1]));
            bench.writes();
            bench.reads();
        }
    }

    private Entry.Telemetry entry(int i) {
        long time = END - (readings - i) * 100L;
        double value = i % DEVICES + Math.sin(time / 1e7);
        MetricValues values =
                new MetricValues(new String[] {"pressure", "flow", "temperature"}, new double[] {value, -value, 20});
        return entry("device-" + i % DEVICES, "site-" + i % DEVICES / 10, time, values);
    }

    private static Entry.Telemetry entry(String device, String site, long time, MetricValues values) {
        Reading reading = new Reading(time, Reading.TimeSource.DEVICE, time, values);
        return new Entry.Telemetry(device, Kind.HYDRANT, site, null, time, List.of(reading), List.of(), 0, Map.of());
    }

    private String database() {
        String name = "bench" + databases++;
        server.ask("CREATE DATABASE " + name);
        return name;
    }

    private void writes() {
        List<Entry.Telemetry> entries = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        LineProtocol protocol = new LineProtocol();
        for (int i = 0; i < readings; i++) {
            entries.add(entry(i));
            protocol.add(entries.get(i));
            if (protocol.points() == 10_000) {
                lines.add(protocol.take());
            }
        }
        double[] client = new double[ROUNDS];
        double[] store = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            double alone = clientAlone(lines);
            double through = throughStore(entries);
            if (round >= 0) {
                client[round] = alone;
                store[round] = through;
                say("round %d: client alone %,.0f, store %,.0f readings/s".formatted(round + 1, alone, through));
            }
        }
        Arrays.sort(client);
        Arrays.sort(store);
        say("median: client alone %,.0f, store %,.0f readings/s of 3 values, ratio %.2f"
                .formatted(client[ROUNDS / 2], store[ROUNDS / 2], store[ROUNDS / 2] / client[ROUNDS / 2]));
    }

    private double clientAlone(List<String> lines) {
        String database = database();
        InfluxOptions options = InfluxTestStore.options(server, database);
        InfluxDBClientOptions plain = InfluxDBClientOptions.builder()
                .url(server.url())
                .okHttpClient(new OkHttpClient.Builder().addInterceptor(new WireForm(options)))
                .build();
        try (InfluxDBClient client = InfluxDBClientFactory.create(plain).enableGzip()) {
            long begun = System.nanoTime();
            for (String batch : lines) {
                client.getWriteApiBlocking().writeRecord(database, "none", WritePrecision.MS, batch);
            }
            return rate(begun, database);
        }
    }

    private double throughStore(List<Entry.Telemetry> entries) {
        String database = database();
        try (InfluxHistory history = new InfluxHistory(InfluxTestStore.options(server, database))) {
            long begun = System.nanoTime();
            for (int i = 0; i < entries.size(); i += 20_000) {
                history.write(entries.subList(i, Math.min(i + 20_000, entries.size())));
            }
            return rate(begun, database);
        }
    }

    private double rate(long begun, String database) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        int held = server.ask(database, "SELECT count(pressure) FROM hydrant")
                .get(0)
                .get(1)
                .asInt();
        if (held != readings) {
            throw new AssertionError(held + " of " + readings + " readings are there");
        }
        server.ask("DROP DATABASE " + database);
        return readings / seconds;
    }

    private void reads() throws Exception {
        String database = database();
        long year = Duration.ofDays(365).toMillis();
        try (InfluxHistory history = new InfluxHistory(InfluxTestStore.options(server, database))) {
            List<Entry.Telemetry> batch = new ArrayList<>();
            for (long time = END - year; time < END; time += 60_000) {
                batch.add(entry("h-1", "s-1", time, MetricValues.of("pressure", Math.sin(time / 1e7))));
                if (batch.size() == 20_000) {
                    history.write(batch);
                    batch.clear();
                }
            }
            history.write(batch);
            SeriesId id = new SeriesId("h-1", "pressure");
            for (Aggregate aggregate : List.of(Aggregate.MEAN, Aggregate.P95)) {
                compare(
                        "a year of minutes, 1,000 windows, " + aggregate.id(),
                        history,
                        database,
                        new HistoryQuery(List.of(id), END - year, END, year / 1_000, aggregate, 10_000, false),
                        InfluxQl.windows(id, END - year, END - 1, year / 1_000, aggregate)
                                .replace(",\"site\"", ""));
            }
            compare(
                    "a day of minutes, raw",
                    history,
                    database,
                    new HistoryQuery(List.of(id), END - 86_400_000, END, 0, Aggregate.MEAN, 10_000, false),
                    InfluxQl.points(id, END - 86_400_000, END - 1, 10_000, false));
            compare(
                    "a year of minutes, raw",
                    history,
                    database,
                    new HistoryQuery(List.of(id), END - year, END, 0, Aggregate.MEAN, Long.MAX_VALUE, false),
                    InfluxQl.points(id, END - year, END - 1, 1_000_000, false));
        }
    }

    private void compare(String what, InfluxHistory history, String database, HistoryQuery query, String byHand)
            throws Exception {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        URI uri = URI.create(server.url() + "/query?epoch=ms&chunked=true&db=" + database + "&q="
                + URLEncoder.encode(byHand, StandardCharsets.UTF_8));
        double[] store = new double[READ_ROUNDS];
        double[] hand = new double[READ_ROUNDS];
        long points = 0;
        for (int round = 0; round < READ_ROUNDS; round++) {
            long begun = System.nanoTime();
            http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
            hand[round] = (System.nanoTime() - begun) / 1e6;
            begun = System.nanoTime();
            Counter counter = new Counter();
            history.query(query, counter);
            store[round] = (System.nanoTime() - begun) / 1e6;
            points = counter.points;
        }
        Arrays.sort(store);
        Arrays.sort(hand);
        say("%s, %,d points: by hand %.1f ms, store %.1f ms (medians)"
                .formatted(what, points, hand[READ_ROUNDS / 2], store[READ_ROUNDS / 2]));
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private static final class Counter implements PointSink {
        long points;

        @Override
        public void series(SeriesId series) {}

        @Override
        public boolean point(long timeMs, double value) {
            points++;
            return true;
        }
    }
}
