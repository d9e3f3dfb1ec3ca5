package firegate.ingest.pipeline;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Transition;
import firegate.ingest.journal.Entry;
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

    /** Alarms by id in the order of their first change, so that one that ends is written before the one that follows it. */
    final Map<String, Alarm> alarms = new LinkedHashMap<>();
    /** Alarms that only got a stamp: written, not published. */
    final Set<String> stampedOnly = new HashSet<>();

    final List<Transition> transitions = new ArrayList<>();
    final Set<DeviceState> states = new LinkedHashSet<>();
    final Set<String> devices = new LinkedHashSet<>();
    final Map<String, Map<String, String>> attributes = new HashMap<>();
    final Map<LedgerRecords.DeviceMinute, LedgerRecords.Counts> ledger = new HashMap<>();
    final Map<Long, Entry.Rejected> rejected = new LinkedHashMap<>();
    final List<Long> fireAhead = new ArrayList<>();
    boolean urgent;
    boolean cursorMoved;

    void add(Transition transition, Alarm after) {
        boolean alone = alarms.put(after.id(), after) == null;
        switch (transition.reason()) {
            case PAINTED -> {
                if (alone) {
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

    /** Whether more than a stamp of this alarm waits to be committed. */
    boolean waits(String alarm) {
        return alarms.containsKey(alarm) && !stampedOnly.contains(alarm);
    }

    boolean isEmpty() {
        return alarms.isEmpty() && states.isEmpty() && devices.isEmpty() && !cursorMoved && fireAhead.isEmpty();
    }
}
