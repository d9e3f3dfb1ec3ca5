package firegate.ingest.pipeline;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Alarm.Measured;
import firegate.ingest.alarm.AlarmCommand;
import firegate.ingest.alarm.AlarmLifecycle;
import firegate.ingest.alarm.Attention.Shelf;
import firegate.ingest.alarm.Decision;
import firegate.ingest.alarm.Sighting;
import firegate.ingest.alarm.Transition;
import firegate.ingest.device.Device;
import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import firegate.ingest.pipeline.Deadlines.Watched;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.records.LedgerRecords;
import firegate.ingest.rule.DeviceState;
import firegate.ingest.rule.Rule;
import firegate.ingest.rule.RuleEngine;
import firegate.ingest.rule.Severity;
import firegate.ingest.rule.Signal;
import firegate.ingest.telemetry.Reading;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Turns entries, time and people's commands into changes of alarms, in memory. Used by one thread; the last values of a device
 * may be asked for from any thread.
 */
final class Watch {

    private static final Comparator<Reading> BY_TIME = Comparator.comparingLong(Reading::timeMs);

    private final RuleEngine engine;
    private final DeviceRegistry registry;
    private final AlarmWording wording;
    private final long lateAfterMs;
    private final Supplier<String> newId;
    private final long startedMs;

    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final OpenAlarms open = new OpenAlarms();
    private final AlarmCare care;
    private final Deadlines deadlines = new Deadlines();
    private Changes changes = new Changes();

    /** @param startedMs nobody counts as silent before then */
    Watch(RuleEngine engine, DeviceRegistry registry, long lateAfterMs, Supplier<String> newId, long startedMs) {
        this.engine = engine;
        this.registry = registry;
        this.wording = new AlarmWording(registry);
        this.care = new AlarmCare(registry, open);
        this.lateAfterMs = lateAfterMs;
        this.newId = newId;
        this.startedMs = startedMs;
    }

    /** Continues from what was committed. */
    void restore(List<DeviceState.Snapshot> states, List<Alarm> openAlarms, Map<String, Shelf> shelves) {
        open.putAll(openAlarms);
        care.restore(shelves, changes, startedMs);
        for (DeviceState.Snapshot snapshot : states) {
            Watched of = new Watched(DeviceState.restore(snapshot, engine.book()));
            watched.put(snapshot.device(), of);
            reconcile(of);
            follow(of);
            registry.device(snapshot.device()).ifPresent(device -> deviceChanged(device, startedMs));
            schedule(of);
        }
        for (Alarm alarm : openAlarms) {
            String device = alarm.origin().device();
            Watched of = device == null ? null : watched.get(device);
            boolean stands = of != null && of.state.hasAlarm(alarm.origin().rule());
            if (device != null && !stands && alarm.status().stored()) {
                withdraw(alarm, "rule " + alarm.origin().rule() + " no longer applies to the device", startedMs);
            }
        }
    }

    /** The rules may believe in an alarm that is gone when its device was deleted, or its rule was away, for a while. */
    private void reconcile(Watched of) {
        for (String rule : of.state.alarms()) {
            if (open.of(of.state.device(), rule) == null) {
                touch(of.state);
                engine.dismiss(of.state, rule, startedMs, new Moment(of.state, null, true, startedMs));
            }
        }
    }

    Changes changes() {
        return changes;
    }

    /** Begins with new changes, after the present ones were committed. */
    void committed() {
        changes = new Changes();
    }

    List<Alarm> open() {
        return open.all();
    }

    /** The last values of a device; null when nothing was ever received. */
    DeviceState.View view(String device) {
        Watched of = watched.get(device);
        return of == null ? null : of.state.view();
    }

    /** Counts an entry in the accounts and keeps it when it was rejected; to be done for each, whatever becomes of it. */
    void count(long position, Entry entry) {
        if (entry instanceof Entry.Rejected rejected) {
            changes.reject(position, rejected);
        }
        changes.ledger.merge(LedgerBook.key(entry), LedgerBook.received(entry), LedgerRecords.Counts::plus);
        changes.cursorMoved = true;
    }

    /**
     * Takes an entry in its order.
     *
     * @param fireTaken whether its fire was taken ahead already
     */
    void take(Entry entry, boolean fireTaken, long nowMs) {
        if (entry instanceof Entry.Rejected && !entry.fire() && !known(entry.device())) {
            return;
        }
        Watched of = watched(entry, nowMs);
        Moment moment = new Moment(of.state, entry, true, nowMs);
        engine.seen(of.state, entry.receivedMs(), moment);
        if (entry instanceof Entry.Telemetry telemetry) {
            for (Reading reading : inOrder(telemetry.readings())) {
                engine.accept(of.state, reading, entry.receivedMs(), fireTaken, moment);
            }
            endUnstored(of, telemetry, moment);
            report(of, telemetry);
        } else if (entry.fire() && !fireTaken) {
            engine.fire(of.state, entry.receivedMs(), entry.receivedMs(), false, moment);
        }
        schedule(of);
    }

    /** A fire that was never stored is unknown to the rules: the first sample without it shows that its condition is gone. */
    private void endUnstored(Watched of, Entry.Telemetry entry, Moment moment) {
        for (Reading reading : entry.readings()) {
            if (quiet(reading)) {
                endUnstored(of, reading, entry.receivedMs(), moment);
            }
        }
    }

    private void endUnstored(Watched of, Reading reading, long receivedMs, Moment moment) {
        for (Rule rule : engine.book().rulesOf(of.state.kind(), Reading.FIRE)) {
            Alarm alarm = open.of(of.state.device(), rule.id());
            boolean unstored =
                    alarm != null && !alarm.status().stored() && alarm.status().active();
            if (unstored && reading.timeMs() >= alarm.clock().at(Alarm.Stamp.DEVICE)) {
                moment.accept(new Signal(
                        Signal.Type.RETURNED,
                        rule,
                        alarm.status().severity(),
                        reading.timeMs(),
                        receivedMs,
                        Reading.FIRE,
                        0,
                        false,
                        null));
            }
        }
    }

    private static boolean quiet(Reading reading) {
        return reading.values().has(Reading.FIRE) && !reading.fire();
    }

    /** Devices are recorded when there is something new about them beside readings. */
    private void report(Watched of, Entry.Telemetry entry) {
        boolean moved = entry.via() != null && !entry.via().equals(of.via);
        if (moved || !entry.attributes().isEmpty() || !of.admitted) {
            changes.see(entry);
            of.admitted = true;
            of.via = entry.via() == null ? of.via : entry.via();
        }
    }

    private boolean known(String device) {
        return watched.containsKey(device) || registry.device(device).isPresent();
    }

    /** Devices that buffered often send the newest sample first; rules want them as they happened. */
    private static List<Reading> inOrder(List<Reading> readings) {
        for (int i = 1; i < readings.size(); i++) {
            if (readings.get(i).timeMs() < readings.get(i - 1).timeMs()) {
                return readings.stream().sorted(BY_TIME).toList();
            }
        }
        return readings;
    }

    /** Takes the fire of an entry ahead of its order. */
    void takeFire(long position, Entry entry, long nowMs) {
        Watched of = watched(entry, nowMs);
        Moment moment = new Moment(of.state, entry, true, nowMs);
        if (entry instanceof Entry.Telemetry telemetry) {
            for (Reading reading : inOrder(telemetry.readings())) {
                if (reading.fire()) {
                    boolean test = RuleEngine.isTest(reading);
                    engine.fire(of.state, reading.timeMs(), entry.receivedMs(), test, moment);
                }
            }
        } else {
            engine.fire(of.state, entry.receivedMs(), entry.receivedMs(), false, moment);
        }
        changes.fireAhead.add(position);
        schedule(of);
    }

    /**
     * Shows a fire that the journal could not take. The rules' state stays as it is: the device sends it again, and then it is
     * taken like any other and finds this alarm.
     */
    void takeUnstored(Entry entry, long nowMs) {
        Watched of = watched(entry, nowMs);
        long timeMs = entry.receivedMs();
        boolean test = false;
        if (entry instanceof Entry.Telemetry telemetry) {
            Reading fire = telemetry.readings().stream()
                    .filter(Reading::fire)
                    .max(BY_TIME)
                    .orElseThrow();
            timeMs = fire.timeMs();
            test = RuleEngine.isTest(fire);
        }
        for (Rule rule : engine.book().rulesOf(of.state.kind(), Reading.FIRE)) {
            Alarm alarm = open.of(entry.device(), rule.id());
            if (alarm == null || !alarm.status().active()) {
                new Moment(of.state, entry, false, nowMs)
                        .accept(new Signal(
                                Signal.Type.RAISED,
                                rule,
                                rule.levels().get(0).severity(),
                                timeMs,
                                entry.receivedMs(),
                                Reading.FIRE,
                                1,
                                test,
                                null));
            }
        }
    }

    /** Lets time pass until {@code untilMs}. */
    void tick(long untilMs, long nowMs) {
        for (Watched of = deadlines.due(untilMs); of != null; of = deadlines.due(untilMs)) {
            if (engine.nextDeadlineMs(of.state) <= untilMs) {
                touch(of.state);
                engine.tick(of.state, untilMs, new Moment(of.state, null, true, nowMs));
            }
            schedule(of);
        }
    }

    /** Looks at the open alarms: what time and circumstances change about how they call for people. */
    void look(long nowMs) {
        care.look(changes, nowMs, transition -> apply(transition, nowMs));
    }

    /** Whether alarms come faster than people can follow. */
    boolean flooded() {
        return care.flooded();
    }

    /**
     * Applies a person's command to an alarm; null when there is no such alarm.
     *
     * @param ended finds alarms that have ended
     */
    Decision command(String id, AlarmCommand command, Function<String, Optional<Alarm>> ended, long nowMs) {
        Alarm alarm = open.of(id);
        if (alarm == null) {
            alarm = changes.alarms.containsKey(id)
                    ? changes.alarms.get(id)
                    : ended.apply(id).orElse(null);
        }
        if (alarm == null) {
            return null;
        }
        Decision decision = command.on(alarm, nowMs);
        if (decision instanceof Decision.Done done) {
            Transition applied = apply(done.transition(), nowMs);
            dismiss(applied, nowMs);
            return Decision.of(applied);
        }
        return decision;
    }

    /** What a person ended starts anew for the rules. */
    private void dismiss(Transition applied, long nowMs) {
        Alarm after = applied.after();
        String device = after.origin().device();
        Watched of = device == null ? null : watched.get(device);
        if (applied.before().open() && !after.open() && of != null) {
            touch(of.state);
            Moment moment = new Moment(of.state, null, true, nowMs);
            engine.dismiss(of.state, after.origin().rule(), nowMs, moment);
            schedule(of);
        }
    }

    void painted(List<String> ids, String user, long nowMs) {
        for (String id : ids) {
            Alarm alarm = open.of(id);
            if (alarm != null) {
                AlarmLifecycle.painted(alarm, user, nowMs).ifPresent(painted -> apply(painted, nowMs));
            }
        }
    }

    /** Stamps an alarm that left for the screens; the stamp is kept with the next commit. */
    Alarm sent(Alarm alarm, long sentMs) {
        Alarm sent = AlarmLifecycle.sent(alarm, sentMs);
        Alarm now = open.of(alarm.id());
        if (now != null && !sent.equals(now)) {
            open.put(sent);
            changes.stamp(sent);
        }
        return sent;
    }

    /** Follows what people changed of a device; what they say of its kind counts at once. */
    void deviceChanged(Device device, long nowMs) {
        Watched of = watched.get(device.id());
        if (of != null) {
            if (device.claimed() && device.kind() != of.state.kind()) {
                bind(of, device.kind(), nowMs);
            }
            follow(of);
            schedule(of);
        }
    }

    /** People removed a device: nothing can contradict its alarms any more. */
    void deviceDeleted(String device, long nowMs) {
        Watched of = watched.remove(device);
        if (of != null) {
            deadlines.remove(of);
            changes.forget(of.state);
        }
        open.ofDevice(device).forEach(alarm -> withdraw(alarm, "the device was removed", nowMs));
    }

    private void withdraw(Alarm alarm, String why, long nowMs) {
        AlarmLifecycle.withdrawn(alarm, why, nowMs).ifPresent(withdrawn -> apply(withdrawn, nowMs));
    }

    private Watched watched(Entry entry, long nowMs) {
        Watched of = watched.get(entry.device());
        if (of == null) {
            of = new Watched(new DeviceState(entry.device(), entry.kind(), engine.book()));
            watched.put(entry.device(), of);
            changes.see(entry);
            follow(of);
        } else if (of.state.kind() != entry.kind()) {
            followKind(of, entry, nowMs);
        }
        touch(of.state);
        return of;
    }

    /** A guess follows the entries; what people said of a device is not undone by entries that were frozen before. */
    private void followKind(Watched of, Entry entry, long nowMs) {
        Device device = registry.device(entry.device()).orElse(null);
        Kind kind = device != null && device.claimed() ? device.kind() : entry.kind();
        if (kind != of.state.kind()) {
            bind(of, kind, nowMs);
            changes.see(entry);
        }
    }

    private void bind(Watched of, Kind kind, long nowMs) {
        touch(of.state);
        engine.bind(of.state, kind, nowMs, new Moment(of.state, null, true, nowMs));
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
        deadlines.schedule(of, engine.nextDeadlineMs(of.state));
    }

    private Transition apply(Transition transition, long nowMs) {
        Transition settled = care.settled(transition, changes, nowMs);
        open.put(settled.after());
        changes.add(settled);
        if (!settled.after().open()) {
            release(settled.after(), nowMs);
        }
        return settled;
    }

    /** What an alarm stood for goes on by itself when it ends. */
    private void release(Alarm parent, long nowMs) {
        for (String child : parent.handling().children()) {
            Alarm alarm = open.of(child);
            if (alarm != null && parent.id().equals(alarm.handling().parent())) {
                apply(AlarmLifecycle.released(alarm), nowMs);
            }
        }
    }

    /** The circumstances of the signals of one entry, or of time passing. */
    private final class Moment implements Consumer<Signal> {

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

        @Override
        public void accept(Signal signal) {
            Alarm alarm = open.of(state.device(), signal.rule().id());
            Alarm successor = signal.by() == null
                    ? null
                    : open.of(state.device(), signal.by().id());
            AlarmLifecycle.onSignal(alarm, signal, sighting(alarm, signal, successor))
                    .ifPresent(transition -> apply(transition, nowMs));
            if (alarm != null && successor != null) {
                Alarm standing = AlarmLifecycle.standingFor(successor, alarm.id());
                open.put(standing);
                changes.alarms.put(standing.id(), standing);
            }
        }

        private Sighting sighting(Alarm alarm, Signal signal, Alarm successor) {
            String device = state.device();
            String site = entry != null
                    ? entry.site()
                    : registry.device(device).map(Device::site).orElse(null);
            boolean late = signal.receivedMs() - signal.eventMs() > lateAfterMs;
            boolean siteTest =
                    signal.severity() == Severity.CRITICAL && !late && site != null && care.siteTest(site, nowMs);
            return new Sighting(
                    alarm == null ? newId.get() : null,
                    device,
                    site,
                    state.kind(),
                    late,
                    siteTest,
                    false,
                    stored,
                    stored ? Long.valueOf(nowMs) : null,
                    new Measured(signal.metric(), signal.value(), AlarmWording.unit(signal.metric())),
                    wording.message(signal, device, site),
                    successor == null ? null : successor.id(),
                    nowMs);
        }
    }
}
