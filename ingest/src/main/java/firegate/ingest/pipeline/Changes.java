package firegate.ingest.pipeline;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Attention.Shelf;
import firegate.ingest.alarm.Transition;
import firegate.ingest.journal.Entry;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.records.LedgerRecords;
import firegate.ingest.rule.DeviceState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has been decided and is not committed yet. */
final class Changes {

    /** Rejected messages are committed at once beyond this, for their bodies are kept in memory until then. */
    private static final long REJECTED_BYTES = 8 << 20;

    /** Alarms by id in the order of their first change, so that one that ends is written before the one that follows it. */
    final Map<String, Alarm> alarms = new LinkedHashMap<>();
    /** Alarms that only got a stamp: written, not published. */
    final Set<String> stampedOnly = new HashSet<>();

    final List<Transition> transitions = new ArrayList<>();
    final Set<DeviceState> states = new LinkedHashSet<>();
    final Map<String, DeviceRegistry.Seen> devices = new LinkedHashMap<>();
    final Map<LedgerRecords.DeviceMinute, LedgerRecords.Counts> ledger = new HashMap<>();
    final Map<Long, Entry.Rejected> rejected = new LinkedHashMap<>();
    final List<Long> fireAhead = new ArrayList<>();
    /** What people have put aside, by key; null: no longer. */
    final Map<String, Shelf> shelves = new HashMap<>();
    /** What is to be kept in the audit trail beside transitions. */
    final List<Act> acts = new ArrayList<>();

    private long rejectedBytes;
    /** Whether somebody waits for it. */
    boolean urgent;

    boolean cursorMoved;

    record Act(String action, String subject, String detail) {}

    void act(String action, String subject, String detail) {
        acts.add(new Act(action, subject, detail));
        urgent = true;
    }

    void add(Transition transition) {
        Alarm after = transition.after();
        boolean changedBefore = alarms.put(after.id(), after) != null;
        switch (transition.reason()) {
            case PAINTED -> {
                if (!changedBefore) {
                    stampedOnly.add(after.id());
                }
            }
            case REPEATED -> stampedOnly.remove(after.id());
            default -> {
                stampedOnly.remove(after.id());
                transitions.add(transition);
                urgent = true;
            }
        }
    }

    /** Keeps an alarm whose stamps alone have changed. */
    void stamp(Alarm alarm) {
        if (alarms.put(alarm.id(), alarm) == null) {
            stampedOnly.add(alarm.id());
        }
    }

    void reject(long position, Entry.Rejected entry) {
        rejected.put(position, entry);
        rejectedBytes += entry.payload().length;
        urgent |= rejectedBytes > REJECTED_BYTES;
    }

    /** Keeps what an entry shows of its device beside readings. */
    void see(Entry entry) {
        DeviceRegistry.Seen before = devices.get(entry.device());
        Map<String, String> attributes = before == null ? Map.of() : before.attributes();
        String via = before == null ? null : before.via();
        boolean admitted = before != null && before.admitted();
        if (entry instanceof Entry.Telemetry telemetry) {
            admitted = true;
            via = telemetry.via() == null ? via : telemetry.via();
            if (!telemetry.attributes().isEmpty()) {
                attributes = new HashMap<>(attributes);
                attributes.putAll(telemetry.attributes());
            }
        }
        devices.put(entry.device(), new DeviceRegistry.Seen(entry.kind(), via, admitted, attributes));
    }

    /** The device is gone: nothing more of it is written. */
    void forget(DeviceState state) {
        states.remove(state);
        devices.remove(state.device());
    }

    /** What an earlier commit has done of it, to be known when nobody can tell whether that came about. */
    Done done(long number, int events) {
        return new Done(number, transitions.size(), acts.size(), Map.copyOf(ledger), Map.copyOf(devices), events);
    }

    /**
     * What must not be done twice; to write the rest of a commit again changes nothing.
     *
     * @param number of the commit
     * @param transitions how many of the first there are
     * @param acts how many of the first there are
     * @param events how many went into the outbox
     */
    record Done(
            long number,
            int transitions,
            int acts,
            Map<LedgerRecords.DeviceMinute, LedgerRecords.Counts> ledger,
            Map<String, DeviceRegistry.Seen> devices,
            int events) {}

    /** This part of it is committed. */
    void leaveOut(Done done) {
        transitions.subList(0, done.transitions()).clear();
        acts.subList(0, done.acts()).clear();
        done.ledger().forEach((key, counts) -> ledger.merge(key, counts, LedgerRecords.Counts::minus));
        ledger.values().removeIf(LedgerRecords.Counts.ZERO::equals);
    }

    /** Whether more than a stamp of an alarm has changed. */
    boolean changed(String alarm) {
        return alarms.containsKey(alarm) && !stampedOnly.contains(alarm);
    }

    boolean isEmpty() {
        return acts.isEmpty()
                && shelves.isEmpty()
                && alarms.isEmpty()
                && states.isEmpty()
                && devices.isEmpty()
                && !cursorMoved
                && fireAhead.isEmpty();
    }
}
