package firegate.ingest.pipeline;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.AlarmLifecycle;
import firegate.ingest.alarm.Attention.Shelf;
import firegate.ingest.alarm.Calling;
import firegate.ingest.alarm.Flood;
import firegate.ingest.alarm.Suppression;
import firegate.ingest.alarm.Suppression.Surroundings;
import firegate.ingest.alarm.Transition;
import firegate.ingest.alarm.Transition.Reason;
import firegate.ingest.device.Device;
import firegate.ingest.device.Site;
import firegate.ingest.records.DeviceRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How open alarms call for people as circumstances and time change: shelves, maintenance, test modes, floods, escalation.
 * Decides nothing by itself; {@link Calling} and {@link AlarmLifecycle} do.
 */
final class AlarmCare {

    private static final long LOOK_EVERY_MS = 1_000;
    /** A clock that goes on by more than this between two looks was set, or the machine slept. */
    private static final long STEP_MS = Duration.ofMinutes(5).toMillis();
    /** A clock that goes back by more than this was set. */
    private static final long STEP_BACK_MS = 1_000;

    private final DeviceRegistry registry;
    private final OpenAlarms open;
    private final Map<String, Shelf> shelves = new HashMap<>();
    private final Flood flood = new Flood();
    private long lookedMs = Long.MIN_VALUE;

    AlarmCare(DeviceRegistry registry, OpenAlarms open) {
        this.registry = registry;
        this.open = open;
    }

    /** Continues from what was committed; time during which nobody could look at alarms does not count against people. */
    void restore(Map<String, Shelf> committed, Changes changes, long nowMs) {
        shelves.putAll(committed);
        boolean flooded =
                open.all().stream().anyMatch(alarm -> alarm.attention().suppressed() == Suppression.STORM);
        if (flooded) {
            flood.goOn(nowMs);
        }
        clockStepped(changes, nowMs);
    }

    boolean flooded() {
        return flood.on();
    }

    /** Whether what happens at a site now was declared a test. */
    boolean siteTest(String site, long nowMs) {
        Long until = registry.site(site).map(Site::testModeUntilMs).orElse(null);
        return until != null && until > nowMs;
    }

    /** The transition with the attention that follows from it. */
    Transition settled(Transition transition, Changes changes, long nowMs) {
        Alarm after = transition.after();
        boolean raised = transition.before() == null
                || transition.reason() == Reason.RE_RAISED
                || transition.reason() == Reason.ESCALATED;
        Shelf shelf = transition.before() == null
                ? shelfOf(after, nowMs)
                : after.attention().shelf();
        if (raised
                && !after.status().test()
                && shelf == null
                && Suppression.of(after, around(after, false, nowMs), true) == null) {
            flood.raised(nowMs);
            turn(changes, nowMs);
        }
        Transition settled = Calling.of(transition, around(after, flood.on(), nowMs), shelf, nowMs);
        keepShelf(settled, changes);
        return settled;
    }

    private Shelf shelfOf(Alarm alarm, long nowMs) {
        Shelf shelf = shelves.get(alarm.key());
        return shelf == null || shelf.untilMs() <= nowMs || alarm.critical() ? null : shelf;
    }

    /** The shelf of a subject and rule outlasts its alarm, unless that became critical. */
    private void keepShelf(Transition settled, Changes changes) {
        Alarm after = settled.after();
        Shelf shelf = after.attention().shelf();
        boolean ended = !after.open() && !after.critical();
        if (!ended && !Objects.equals(shelf, shelves.get(after.key()))) {
            put(after.key(), shelf, changes);
        }
    }

    private void put(String key, Shelf shelf, Changes changes) {
        if (shelf == null) {
            shelves.remove(key);
        } else {
            shelves.put(key, shelf);
        }
        changes.shelves.put(key, shelf);
    }

    private Surroundings around(Alarm alarm, boolean flooded, long nowMs) {
        String device = alarm.origin().device();
        Long until = device == null
                ? null
                : registry.device(device).map(Device::maintenanceUntilMs).orElse(null);
        return new Surroundings(until != null && until > nowMs, flooded);
    }

    /** Looks at every open alarm, once a second: what time, and people's changes of devices and sites, do to them. */
    void look(Changes changes, long nowMs, Consumer<Transition> apply) {
        if (lookedMs != Long.MIN_VALUE) {
            boolean stepped = nowMs < lookedMs - STEP_BACK_MS || nowMs > lookedMs + STEP_MS;
            if (stepped) {
                clockStepped(changes, nowMs);
            } else if (nowMs < lookedMs + LOOK_EVERY_MS) {
                return;
            }
        }
        lookedMs = nowMs;
        turn(changes, nowMs);
        endShelves(changes, nowMs);
        for (Alarm alarm : open.all()) {
            step(alarm.id(), of -> AlarmLifecycle.shelfEnded(of, nowMs), apply);
            step(
                    alarm.id(),
                    of -> siteTest(of.origin().site(), nowMs) ? Optional.empty() : AlarmLifecycle.inEarnest(of),
                    apply);
            step(alarm.id(), of -> AlarmLifecycle.resurveyed(of, around(of, flood.on(), nowMs)), apply);
            step(alarm.id(), of -> AlarmLifecycle.unattended(of, nowMs), apply);
        }
    }

    private interface Step {
        Optional<Transition> of(Alarm alarm);
    }

    private void step(String id, Step step, Consumer<Transition> apply) {
        Alarm alarm = open.of(id);
        if (alarm != null) {
            step.of(alarm).ifPresent(apply);
        }
    }

    private void turn(Changes changes, long nowMs) {
        long count = flood.count();
        if (flood.turned(nowMs)) {
            String action = flood.on() ? "alarms.flood" : "alarms.flood_ended";
            String detail = flood.on()
                    ? "more than " + Flood.BEGINS_ABOVE + " alarms in 10 min"
                    : "fewer than " + Flood.ENDS_BELOW + " alarms in 10 min; " + count + " since it began";
            changes.act(action, "alarms", detail);
        }
    }

    /** Those of open alarms end with a transition. */
    private void endShelves(Changes changes, long nowMs) {
        List<String> ended = shelves.entrySet().stream()
                .filter(shelf -> shelf.getValue().untilMs() <= nowMs && open.ofKey(shelf.getKey()) == null)
                .map(Map.Entry::getKey)
                .toList();
        for (String key : ended) {
            changes.act("shelf.ended", key.substring(0, key.lastIndexOf('|')), key.substring(key.lastIndexOf('|') + 1));
            put(key, null, changes);
        }
    }

    private void clockStepped(Changes changes, long nowMs) {
        flood.clockStepped(nowMs);
        for (Alarm alarm : open.all()) {
            Alarm stepped = AlarmLifecycle.clockStepped(alarm, nowMs);
            if (!stepped.equals(alarm)) {
                open.put(stepped);
                changes.stamp(stepped);
            }
        }
        List.copyOf(shelves.entrySet()).forEach(shelf -> {
            Shelf was = shelf.getValue();
            if (was.sinceMs() > nowMs) {
                long untilMs = nowMs + was.untilMs() - was.sinceMs();
                put(shelf.getKey(), new Shelf(nowMs, untilMs, was.reason(), was.by()), changes);
            }
        });
    }
}
