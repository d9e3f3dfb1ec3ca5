package firegate.ingest.rule;

import firegate.ingest.device.Kind;
import firegate.ingest.telemetry.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the engine remembers of one device: its last values and where each rule stands. Bounded: at most
 * {@link #MAX_METRICS} metrics beside those that firegate knows, and {@link #MAX_FIRE_TIMES} fire times. Written by the engine's thread; {@link #view} may be
 * called from any thread.
 */
public final class DeviceState {

    static final int MAX_METRICS = 128;
    static final int MAX_FIRE_TIMES = 16;
    /** Receipts of one device are in order up to this; a larger step back is the clock's. */
    private static final long CLOCK_STEP_MS = 60_000;

    private final String device;
    private Kind kind;
    private RuleBook.Chapter chapter;
    RuleState[] rules;
    Announced[] announced;

    private String[] metrics = new String[4];
    private double[] values = new double[4];
    private long[] times = new long[4];
    /** For each metric the rules that look at it. */
    private int[][] watchers = new int[4][];

    private int size;
    private long[] fireTimes = {};

    long lastEventMs = Long.MIN_VALUE;
    long lastEventReceivedMs = Long.MIN_VALUE;
    long lastSeenMs = Long.MIN_VALUE;
    /** Silence is counted from here at the earliest: start of the program. */
    long graceMs = Long.MIN_VALUE;
    /** Expected interval between messages, 0 when not known. */
    long intervalMs;
    /** End of the delay that ends first, device time; {@link Long#MAX_VALUE} when none runs. */
    long delayEndsMs = Long.MAX_VALUE;

    public DeviceState(String device, Kind kind, RuleBook book) {
        this.device = device;
        bind(kind, book);
    }

    public String device() {
        return device;
    }

    public Kind kind() {
        return kind;
    }

    RuleBook.Chapter chapter() {
        return chapter;
    }

    /** Applies another rule book or kind; rules that stay keep their place, those that are gone are forgotten. */
    synchronized void bind(Kind newKind, RuleBook book) {
        RuleBook.Chapter next = book.chapter(newKind);
        RuleState[] bound = new RuleState[next.rules.size()];
        for (int i = 0; i < bound.length; i++) {
            Rule rule = next.rules.get(i);
            int old = chapter == null ? -1 : chapter.indexOf(rule.id());
            bound[i] = new RuleState(rule);
            if (old >= 0 && rules[old].phase.length == bound[i].phase.length) {
                System.arraycopy(rules[old].phase, 0, bound[i].phase, 0, bound[i].phase.length);
                System.arraycopy(rules[old].sinceMs, 0, bound[i].sinceMs, 0, bound[i].phase.length);
                bound[i].latchedClear = rules[old].latchedClear;
            }
        }
        Announced[] said = new Announced[next.causes.size()];
        Arrays.setAll(said, cause -> new Announced());
        for (int cause = 0; chapter != null && cause < announced.length; cause++) {
            Announced old = announced[cause];
            int now =
                    old.rule < 0 ? -1 : next.indexOf(chapter.rules.get(old.rule).id());
            if (now >= 0) {
                said[next.causeOf[now]].set(now, old.severity, old.active);
            }
        }
        kind = newKind;
        chapter = next;
        rules = bound;
        announced = said;
        for (int i = 0; i < size; i++) {
            watchers[i] = next.rulesOf(metrics[i]);
        }
        findDelayEnd();
    }

    /** To be called after phases have changed. */
    void findDelayEnd() {
        long first = Long.MAX_VALUE;
        for (RuleState rule : rules) {
            for (int level = 0; level < rule.phase.length; level++) {
                first = Math.min(first, rule.delayEndsMs(level));
            }
        }
        delayEndsMs = first;
    }

    /**
     * Follows the clock of the gateway when it was set back: what was received in what is now the future counts as received
     * now. Otherwise every reading would seem older than what is known until the clock has caught up.
     */
    void followClock(long receivedMs) {
        if (lastSeenMs > receivedMs + CLOCK_STEP_MS) {
            lastSeenMs = receivedMs;
        }
        if (lastEventReceivedMs > receivedMs + CLOCK_STEP_MS) {
            long backMs = lastEventReceivedMs - receivedMs;
            lastEventReceivedMs = receivedMs;
            if (lastEventMs > receivedMs + CLOCK_STEP_MS) {
                moveBack(backMs);
            }
        }
    }

    private void moveBack(long backMs) {
        lastEventMs -= backMs;
        for (int i = 0; i < size; i++) {
            times[i] -= backMs;
        }
        for (RuleState rule : rules) {
            for (int level = 0; level < rule.sinceMs.length; level++) {
                rule.sinceMs[level] -= backMs;
            }
        }
        findDelayEnd();
    }

    /** What was last said of one cause: which of its rules has the alarm, how severe it was at most, and whether it is met. */
    static final class Announced {
        int rule = -1;
        Severity severity;
        boolean active;

        void set(int newRule, Severity newSeverity, boolean newActive) {
            rule = newRule;
            severity = newSeverity;
            active = newActive;
        }
    }

    /** Value of a metric that was seen, else NaN. */
    double latest(String metric) {
        int i = indexOf(metric);
        return i < 0 ? Double.NaN : values[i];
    }

    /** Time of that value, else {@link Long#MIN_VALUE}. */
    long timeOf(String metric) {
        int i = indexOf(metric);
        return i < 0 ? Long.MIN_VALUE : times[i];
    }

    /**
     * Takes a value unless a newer one is known.
     *
     * @return the rules that look at it, or null when it was not taken
     */
    int[] take(String metric, double value, long timeMs) {
        int i = indexOf(metric);
        if (i < 0) {
            i = add(metric);
            if (i < 0) {
                return null;
            }
        } else if (timeMs < times[i]) {
            return null;
        }
        values[i] = value;
        times[i] = timeMs;
        return watchers[i];
    }

    /** Makes a place for a metric; -1 when there are too many, but never for one that a rule looks at or that has a name. */
    private int add(String metric) {
        int[] watching = chapter.rulesOf(metric);
        if (size >= MAX_METRICS && watching.length == 0 && Metric.of(metric) == null) {
            return -1;
        }
        if (size == metrics.length) {
            metrics = Arrays.copyOf(metrics, size * 2);
            values = Arrays.copyOf(values, size * 2);
            times = Arrays.copyOf(times, size * 2);
            watchers = Arrays.copyOf(watchers, size * 2);
        }
        metrics[size] = metric;
        watchers[size] = watching;
        return size++;
    }

    private int indexOf(String metric) {
        for (int i = 0; i < size; i++) {
            if (metrics[i].equals(metric)) {
                return i;
            }
        }
        return -1;
    }

    /** Remembers a fire signal by its time; false when it was seen before. */
    boolean newFire(long timeMs) {
        for (long seen : fireTimes) {
            if (seen == timeMs) {
                return false;
            }
        }
        int keep = Math.min(fireTimes.length, MAX_FIRE_TIMES - 1);
        long[] next = new long[keep + 1];
        System.arraycopy(fireTimes, fireTimes.length - keep, next, 0, keep);
        next[keep] = timeMs;
        fireTimes = next;
        return true;
    }

    public long lastSeenMs() {
        return lastSeenMs;
    }

    /** Declares how often the device reports; 0 when that is not known. */
    public synchronized void expect(long interval, long graceFromMs) {
        intervalMs = interval;
        graceMs = graceFromMs;
    }

    /** The last values for people. */
    public synchronized View view() {
        List<Latest> latest = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            latest.add(new Latest(metrics[i], values[i], times[i]));
        }
        return new View(lastSeenMs == Long.MIN_VALUE ? null : lastSeenMs, latest);
    }

    /** Whether a rule has an alarm that has not ended, as far as the rules know. */
    public boolean hasAlarm(String ruleId) {
        int i = chapter.indexOf(ruleId);
        return i >= 0 && announced[chapter.causeOf[i]].rule == i;
    }

    /** The rules that have an alarm that has not ended, as far as the rules know. */
    public List<String> alarms() {
        return Arrays.stream(announced)
                .filter(said -> said.rule >= 0)
                .map(said -> chapter.rules.get(said.rule).id())
                .toList();
    }

    /** Everything that must survive a restart. */
    public synchronized Snapshot snapshot() {
        List<RuleSnapshot> standing = new ArrayList<>();
        for (int i = 0; i < rules.length; i++) {
            RuleState rule = rules[i];
            Announced said = announced[chapter.causeOf[i]];
            boolean hasAlarm = said.rule == i;
            if (hasAlarm || !rule.idling()) {
                List<String> phases = new ArrayList<>();
                List<Long> since = new ArrayList<>();
                for (int level = 0; level < rule.phase.length; level++) {
                    phases.add(rule.phase[level].name());
                    since.add(rule.sinceMs[level]);
                }
                standing.add(new RuleSnapshot(
                        rule.rule.id(),
                        phases,
                        since,
                        rule.latchedClear,
                        hasAlarm ? said.severity : null,
                        hasAlarm && said.active));
            }
        }
        return new Snapshot(
                device,
                kind,
                lastEventMs,
                lastEventReceivedMs,
                lastSeenMs,
                view().latest(),
                Arrays.stream(fireTimes).boxed().toList(),
                standing);
    }

    /** Continues from a snapshot; rules that the book no longer has are dropped. */
    public static DeviceState restore(Snapshot snapshot, RuleBook book) {
        DeviceState state = new DeviceState(snapshot.device(), snapshot.kind(), book);
        state.lastEventMs = snapshot.lastEventMs();
        state.lastEventReceivedMs = snapshot.lastEventReceivedMs();
        state.lastSeenMs = snapshot.lastSeenMs();
        snapshot.latest().forEach(latest -> state.take(latest.metric(), latest.value(), latest.timeMs()));
        state.fireTimes =
                snapshot.fireTimes().stream().mapToLong(Long::longValue).toArray();
        for (RuleSnapshot of : snapshot.rules()) {
            int i = state.chapter.indexOf(of.rule());
            if (i >= 0 && state.rules[i].phase.length == of.phases().size()) {
                RuleState rule = state.rules[i];
                for (int level = 0; level < rule.phase.length; level++) {
                    rule.phase[level] = RuleState.Phase.valueOf(of.phases().get(level));
                    rule.sinceMs[level] = of.sinceMs().get(level);
                }
                rule.latchedClear = of.latchedClear();
                if (of.announced() != null) {
                    state.announced[state.chapter.causeOf[i]].set(i, of.announced(), of.announcedActive());
                }
            }
        }
        state.findDelayEnd();
        return state;
    }

    public record Latest(String metric, double value, long timeMs) {}

    /** @param lastSeenMs receipt of the last message, or null */
    public record View(Long lastSeenMs, List<Latest> latest) {}

    public record Snapshot(
            String device,
            Kind kind,
            long lastEventMs,
            long lastEventReceivedMs,
            long lastSeenMs,
            List<Latest> latest,
            List<Long> fireTimes,
            List<RuleSnapshot> rules) {}

    /**
     * @param announced the severity of its alarm when it is the one of its cause that has it, else null
     * @param announcedActive whether that alarm was last said to be met
     */
    public record RuleSnapshot(
            String rule,
            List<String> phases,
            List<Long> sinceMs,
            boolean latchedClear,
            Severity announced,
            boolean announcedActive) {}
}
