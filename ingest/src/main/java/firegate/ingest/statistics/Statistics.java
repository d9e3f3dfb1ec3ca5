package firegate.ingest.statistics;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.records.AlarmHistory;
import firegate.ingest.records.AlarmHistory.Row;
import firegate.ingest.records.Database;
import firegate.ingest.rule.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** What the alarms raised in a time say about devices and people. Declared tests are counted and otherwise left out. */
public final class Statistics {

    private static final long STALE_MS = Duration.ofHours(24).toMillis();

    public final long fromMs;
    public final long toMs;
    private final long nowMs;
    private final Function<String, String> modelOf;

    private long alarms;
    private long tests;
    private final Map<String, Long> verdicts = new TreeMap<>();
    private final Map<String, Long> causes = new TreeMap<>();
    private final Falseness total = new Falseness();
    private final Map<String, Falseness> devices = new HashMap<>();
    private final Map<String, Falseness> models = new HashMap<>();
    private final Map<String, Falseness> sites = new HashMap<>();
    private final Spread acknowledging = new Spread();
    private final Spread judging = new Spread();
    private final Set<String> operators = new HashSet<>();
    private final Map<Severity, Long> severities = new EnumMap<>(Severity.class);
    private final List<Stale> stale = new ArrayList<>();
    private final List<Raising> raisings = new ArrayList<>();
    private final Map<String, String> keyOfId = new HashMap<>();

    private record Raising(String key, long timeMs) {}

    public record Flood(long fromMs, long toMs, long alarms) {}

    public record Stale(String id, String subject, String rule, long forMs) {}

    /** @param mostPerMinute raisings within one minute */
    public record Chattering(String subject, String rule, int mostPerMinute) {}

    /** @param modelOf model of a device, or null */
    Statistics(long fromMs, long toMs, long nowMs, Function<String, String> modelOf) {
        this.fromMs = fromMs;
        this.toMs = toMs;
        this.nowMs = nowMs;
        this.modelOf = modelOf;
    }

    /** Reads them from the records. */
    public static Statistics of(
            Database database, long fromMs, long toMs, long nowMs, Function<String, String> modelOf) {
        Statistics statistics = new Statistics(fromMs, toMs, nowMs, modelOf);
        // One state of the records for both, and rows as they are asked for instead of all at once on PostgreSQL.
        database.reader().useTransaction(handle -> {
            AlarmHistory.raised(handle, fromMs, toMs, statistics::add);
            AlarmHistory.raisedAgain(handle, fromMs, toMs).forEach(statistics::add);
        });
        return statistics;
    }

    void add(Row row) {
        alarms++;
        if (row.test()) {
            tests++;
            return;
        }
        verdicts.merge(row.verdict(), 1L, Long::sum);
        if (row.cause() != null) {
            causes.merge(row.cause(), 1L, Long::sum);
        }
        total.add(row.verdict());
        if (row.device() != null) {
            devices.computeIfAbsent(row.device(), key -> new Falseness()).add(row.verdict());
            models.computeIfAbsent(modelOf.apply(row.device()), key -> new Falseness())
                    .add(row.verdict());
        }
        sites.computeIfAbsent(row.site(), key -> new Falseness()).add(row.verdict());
        if (row.acknowledgedMs() != null) {
            acknowledging.add(row.acknowledgedMs() - row.raisedMs());
            operators.add(row.acknowledgedBy());
        }
        if (row.verdictMs() != null) {
            judging.add(row.verdictMs() - row.raisedMs());
        }
        for (Severity severity : Severity.values()) {
            if (severity.rank() == row.severity()) {
                severities.merge(severity, 1L, Long::sum);
            }
        }
        long endMs = row.endedMs() == null ? nowMs : row.endedMs();
        if (endMs - row.raisedMs() > STALE_MS) {
            stale.add(new Stale(row.id(), row.subject(), row.rule(), endMs - row.raisedMs()));
        }
        String key = Alarm.key(row.subject(), row.rule());
        keyOfId.put(row.id(), key);
        raisings.add(new Raising(key, row.raisedMs()));
    }

    /** Alarms that were raised before the time and again within it are not known by their subject, and left out. */
    void add(AlarmHistory.Again again) {
        String key = keyOfId.get(again.alarm());
        if (key != null) {
            raisings.add(new Raising(key, again.timeMs()));
        }
    }

    private Raisings raisings() {
        Raisings ordered = new Raisings();
        raisings.sort(Comparator.comparingLong(Raising::timeMs));
        raisings.forEach(raising -> ordered.add(raising.key(), raising.timeMs()));
        return ordered;
    }

    public long alarms() {
        return alarms;
    }

    public long tests() {
        return tests;
    }

    public Map<String, Long> verdicts() {
        return verdicts;
    }

    public Map<String, Long> causes() {
        return causes;
    }

    public Falseness total() {
        return total;
    }

    public Map<String, Falseness> devices() {
        return devices;
    }

    /** By model; null: none is known. */
    public Map<String, Falseness> models() {
        return models;
    }

    /** By site; null: without one. */
    public Map<String, Falseness> sites() {
        return sites;
    }

    public Spread acknowledging() {
        return acknowledging;
    }

    public Spread judging() {
        return judging;
    }

    /** People who acknowledged an alarm. */
    public int operators() {
        return operators.size();
    }

    /** Raisings an hour; the time that is still to come does not count. */
    public double perHour() {
        double hours = (Math.min(toMs, Math.max(nowMs, fromMs + 1)) - fromMs) / 3_600_000.0;
        return raisings.size() / hours;
    }

    public List<Flood> floods() {
        return raisings().floods(Math.min(toMs, nowMs));
    }

    public List<Chattering> chattering() {
        List<Chattering> chattering = new ArrayList<>();
        raisings().chattering().forEach((key, most) -> {
            int bar = key.lastIndexOf('|');
            chattering.add(new Chattering(key.substring(0, bar), key.substring(bar + 1), most));
        });
        chattering.sort(Comparator.comparingInt(Chattering::mostPerMinute)
                .reversed()
                .thenComparing(Chattering::subject)
                .thenComparing(Chattering::rule));
        return chattering;
    }

    public List<Stale> stale() {
        return stale;
    }

    /** Part of a severity, 0 to 1. */
    public double part(Severity severity) {
        long counted = alarms - tests;
        return counted == 0 ? 0 : (double) severities.getOrDefault(severity, 0L) / counted;
    }
}
