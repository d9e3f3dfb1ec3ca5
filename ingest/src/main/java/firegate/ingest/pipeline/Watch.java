package firegate.ingest.pipeline;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Alarm.Measured;
import firegate.ingest.alarm.AlarmLifecycle;
import firegate.ingest.alarm.Decision;
import firegate.ingest.alarm.Sighting;
import firegate.ingest.alarm.Transition;
import firegate.ingest.device.Device;
import firegate.ingest.device.Site;
import firegate.ingest.journal.Entry;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.records.LedgerRecords;
import firegate.ingest.rule.Condition;
import firegate.ingest.rule.DeviceState;
import firegate.ingest.rule.Rule;
import firegate.ingest.rule.RuleEngine;
import firegate.ingest.rule.Signal;
import firegate.ingest.rule.Text;
import firegate.ingest.telemetry.Metric;
import firegate.ingest.telemetry.Reading;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Turns entries, time and people's commands into changes of alarms, in memory. Used by one thread; the last values of a device
 * may be asked for from any thread.
 */
final class Watch {

    private final RuleEngine engine;
    private final DeviceRegistry registry;
    private final long lateAfterMs;
    private final Supplier<String> newId;
    private final long startedMs;

    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final Map<String, Alarm> open = new HashMap<>();
    private final Map<String, String> keyOfId = new HashMap<>();
    /** Ids promised to alarms that take over, and the alarms that they take over from. */
    private final Map<String, String> promised = new HashMap<>();

    private final Map<String, String> superseded = new HashMap<>();
    private final PriorityQueue<Deadline> deadlines =
            new PriorityQueue<>((a, b) -> Long.compare(a.timeMs(), b.timeMs()));
    private Changes changes = new Changes();

    Watch(RuleEngine engine, DeviceRegistry registry, long lateAfterMs, Supplier<String> newId, long startedMs) {
        this.engine = engine;
        this.registry = registry;
        this.lateAfterMs = lateAfterMs;
        this.newId = newId;
        this.startedMs = startedMs;
    }

    /** Continues from what was committed. */
    void restore(List<DeviceState.Snapshot> states, List<Alarm> openAlarms) {
        for (DeviceState.Snapshot snapshot : states) {
            Watched of = new Watched(DeviceState.restore(snapshot, engine.book()));
            watched.put(snapshot.device(), of);
            follow(of);
            schedule(of);
        }
        for (Alarm alarm : openAlarms) {
            remember(alarm);
        }
    }

    Changes changes() {
        return changes;
    }

    /** Hands the changes over to be published; what comes next is new. */
    Changes take() {
        Changes taken = changes;
        changes = new Changes();
        return taken;
    }

    List<Alarm> open() {
        return List.copyOf(open.values());
    }

    /** The last values of a device; null when nothing was ever received. */
    DeviceState.View view(String device) {
        Watched of = watched.get(device);
        return of == null ? null : of.state.view();
    }

    /**
     * Takes an entry in its order.
     *
     * @param fireTaken whether its fire was taken ahead already
     */
    void take(long position, Entry entry, boolean fireTaken, long nowMs) {
        Watched of = watched(entry);
        touch(of.state);
        Moment moment = new Moment(of.state, entry, true, nowMs);
        engine.seen(of.state, entry.receivedMs(), moment::apply);
        if (entry instanceof Entry.Telemetry telemetry) {
            for (Reading reading : telemetry.readings()) {
                engine.accept(of.state, reading, entry.receivedMs(), fireTaken, moment::apply);
            }
            if (!telemetry.attributes().isEmpty()) {
                changes.devices.add(entry.device());
                changes.attributes
                        .computeIfAbsent(entry.device(), d -> new HashMap<>())
                        .putAll(telemetry.attributes());
            }
        } else if (entry instanceof Entry.Rejected rejected) {
            changes.rejected.put(position, rejected);
            if (rejected.fire() && !fireTaken) {
                engine.fire(of.state, entry.receivedMs(), entry.receivedMs(), false, moment::apply);
            }
        }
        changes.ledger.merge(LedgerBook.key(entry), LedgerBook.received(entry), LedgerRecords.Counts::plus);
        changes.cursorMoved = true;
        schedule(of);
    }

    /** Takes the fire of an entry ahead of its order. */
    void takeFire(long position, Entry entry, long nowMs) {
        Watched of = watched(entry);
        touch(of.state);
        Moment moment = new Moment(of.state, entry, true, nowMs);
        if (entry instanceof Entry.Telemetry telemetry) {
            for (Reading reading : telemetry.readings()) {
                if (reading.fire()) {
                    boolean test = reading.values().get("test") > 0;
                    engine.fire(of.state, reading.timeMs(), entry.receivedMs(), test, moment::apply);
                }
            }
        } else {
            engine.fire(of.state, entry.receivedMs(), entry.receivedMs(), false, moment::apply);
        }
        changes.fireAhead.add(position);
        schedule(of);
    }

    /**
     * Shows a fire that the journal could not take. The rules' state stays as it is: the device sends it again, and then it is
     * taken like any other and finds this alarm.
     */
    void takeUnstored(Entry entry, long nowMs) {
        Watched of = watched(entry);
        for (Rule rule : engine.book().rulesOf(entry.kind(), Reading.FIRE)) {
            Alarm alarm = open.get(key(entry.device(), rule));
            if (alarm == null || !alarm.status().active()) {
                Signal signal = new Signal(
                        Signal.Type.RAISED,
                        rule,
                        rule.levels().get(0).severity(),
                        entry.receivedMs(),
                        entry.receivedMs(),
                        Reading.FIRE,
                        1,
                        false,
                        null);
                new Moment(of.state, entry, false, nowMs).apply(signal);
            }
        }
    }

    /** Lets time pass until {@code untilMs}. */
    void tick(long untilMs, long nowMs) {
        while (!deadlines.isEmpty() && deadlines.peek().timeMs() <= untilMs) {
            Watched of = deadlines.poll().of();
            of.scheduledMs = Long.MAX_VALUE;
            if (engine.nextDeadlineMs(of.state) <= untilMs) {
                touch(of.state);
                engine.tick(of.state, untilMs, new Moment(of.state, null, true, nowMs)::apply);
            }
            schedule(of);
        }
    }

    /** Applies a person's command to an open alarm; null when no such alarm is open. */
    Decision command(String id, BiFunction<Alarm, Long, Decision> command, long nowMs) {
        String key = keyOfId.get(id);
        if (key == null) {
            return null;
        }
        Decision decision = command.apply(open.get(key), nowMs);
        if (decision instanceof Decision.Done done) {
            apply(key, done.transition());
            Alarm after = done.transition().after();
            Watched of = watched.get(after.origin().device());
            if (!after.open() && of != null) {
                touch(of.state);
                Moment moment = new Moment(of.state, null, true, nowMs);
                engine.dismiss(of.state, after.origin().rule(), nowMs, moment::apply);
                schedule(of);
            }
        }
        return decision;
    }

    void painted(List<String> ids, String user, long nowMs) {
        for (String id : ids) {
            String key = keyOfId.get(id);
            if (key != null) {
                AlarmLifecycle.painted(open.get(key), user, nowMs).ifPresent(transition -> apply(key, transition));
            }
        }
    }

    /** Stamps an alarm that is on its way to the screens for the first time. */
    Alarm sent(Alarm alarm, long nowMs) {
        Alarm sent = AlarmLifecycle.sent(alarm, nowMs);
        String key = keyOfId.get(alarm.id());
        if (key != null && !sent.equals(open.get(key))) {
            open.put(key, sent);
            changes.alarms.put(sent.id(), sent);
            changes.stampedOnly.add(sent.id());
        }
        return sent;
    }

    /** Follows what people changed of a device. */
    void deviceChanged(Device device) {
        Watched of = watched.get(device.id());
        if (of != null) {
            touch(of.state);
            engine.bind(of.state, device.kind());
            follow(of);
            schedule(of);
        }
    }

    private Watched watched(Entry entry) {
        Watched of = watched.get(entry.device());
        if (of == null) {
            of = new Watched(new DeviceState(entry.device(), entry.kind(), engine.book()));
            watched.put(entry.device(), of);
            changes.devices.add(entry.device());
            follow(of);
        } else if (of.state.kind() != entry.kind()) {
            touch(of.state);
            engine.bind(of.state, entry.kind());
            changes.devices.add(entry.device());
        }
        return of;
    }

    private void follow(Watched of) {
        Device device = registry.device(of.state.device()).orElse(null);
        boolean expected = device != null && device.interval() != null;
        of.state.expect(expected ? device.interval().toMillis() : 0, startedMs);
    }

    private void touch(DeviceState state) {
        changes.states.add(state);
    }

    private void schedule(Watched of) {
        long next = engine.nextDeadlineMs(of.state);
        if (next < of.scheduledMs) {
            of.scheduledMs = next;
            deadlines.add(new Deadline(next, of));
        }
    }

    private static String key(String device, Rule rule) {
        return "device:" + device + '|' + rule.id();
    }

    private void remember(Alarm alarm) {
        String key = alarm.origin().subject() + '|' + alarm.origin().rule();
        open.put(key, alarm);
        keyOfId.put(alarm.id(), key);
    }

    private void apply(String key, Transition transition) {
        Alarm after = transition.after();
        String child = superseded.remove(key);
        if (child != null) {
            after = AlarmLifecycle.standingFor(after, child);
        }
        if (after.open()) {
            open.put(key, after);
            keyOfId.put(after.id(), key);
        } else {
            open.remove(key);
            keyOfId.remove(after.id());
        }
        changes.add(transition, after);
    }

    /** The circumstances of the signals of one entry, or of time passing. */
    private final class Moment {

        private final DeviceState state;
        private final Entry entry;
        private final boolean stored;
        private final long nowMs;

        /** @param entry null when time passed */
        Moment(DeviceState state, Entry entry, boolean stored, long nowMs) {
            this.state = state;
            this.entry = entry;
            this.stored = stored;
            this.nowMs = nowMs;
        }

        void apply(Signal signal) {
            String key = key(state.device(), signal.rule());
            String successor = null;
            if (signal.type() == Signal.Type.SUPERSEDED) {
                String by = key(state.device(), signal.by());
                Alarm standing = open.get(by);
                successor = standing == null ? promised.computeIfAbsent(by, k -> newId.get()) : standing.id();
                if (open.containsKey(key)) {
                    superseded.put(by, open.get(key).id());
                }
            }
            AlarmLifecycle.onSignal(open.get(key), signal, sighting(key, signal, successor))
                    .ifPresent(transition -> Watch.this.apply(key, transition));
        }

        private Sighting sighting(String key, Signal signal, String successor) {
            String device = state.device();
            Device of = registry.device(device).orElse(null);
            String site = entry != null ? entry.site() : of == null ? null : of.site();
            boolean shows = signal.type() == Signal.Type.RAISED || signal.type() == Signal.Type.REPEATED;
            boolean raising = shows && !open.containsKey(key);
            String promise = raising ? promised.remove(key) : null;
            String id = promise != null ? promise : raising ? newId.get() : null;
            Measured measured = new Measured(signal.metric(), signal.value(), unit(signal.metric()));
            return new Sighting(
                    id,
                    device,
                    site,
                    state.kind(),
                    signal.receivedMs() - signal.eventMs() > lateAfterMs,
                    stored,
                    stored ? Long.valueOf(nowMs) : null,
                    measured,
                    message(signal, of, site),
                    successor,
                    nowMs);
        }

        private Text message(Signal signal, Device of, String site) {
            List<String> where = new ArrayList<>();
            registry.site(site).map(Site::name).ifPresent(where::add);
            if (of != null && of.location() != null) {
                where.add(of.location());
            }
            where.add(of != null && of.name() != null ? of.name() : state.device());
            Text template = signal.rule().message();
            return new Text(
                    filled(template.zh(), signal, String.join(" ", where)),
                    filled(template.en(), signal, String.join(", ", where)));
        }

        private String filled(String template, Signal signal, String where) {
            return template.replace("{where}", where)
                    .replace("{value}", number(signal.value()))
                    .replace("{unit}", unit(signal.metric()))
                    .replace("{limit}", limit(signal));
        }
    }

    private static String unit(String metric) {
        return metric.equals("silence") ? "s" : Metric.unitOf(metric);
    }

    /** The threshold of the level that is met. */
    private static String limit(Signal signal) {
        for (Rule.Level level : signal.rule().levels()) {
            if (level.severity() == signal.severity() && level.raise() instanceof Condition.Compare compare) {
                return number(compare.threshold());
            }
        }
        return "";
    }

    private static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "–";
        }
        BigDecimal rounded =
                BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.toPlainString();
    }

    private static final class Watched {
        final DeviceState state;
        long scheduledMs = Long.MAX_VALUE;

        Watched(DeviceState state) {
            this.state = state;
        }
    }

    private record Deadline(long timeMs, Watched of) {}
}
