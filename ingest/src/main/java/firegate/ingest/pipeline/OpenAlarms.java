package firegate.ingest.pipeline;

import firegate.ingest.alarm.Alarm;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The open alarms, at most one of a subject and rule. */
final class OpenAlarms {

    private final Map<String, Alarm> byKey = new HashMap<>();
    private final Map<String, String> keyOfId = new HashMap<>();

    /** The open alarm of a device and rule, or null. */
    Alarm of(String device, String rule) {
        return byKey.get("device:" + device + '|' + rule);
    }

    /** The open alarm of that id, or null. */
    Alarm of(String id) {
        String key = keyOfId.get(id);
        return key == null ? null : byKey.get(key);
    }

    /** The open alarm of a key, or null. */
    Alarm ofKey(String key) {
        return byKey.get(key);
    }

    List<Alarm> ofDevice(String device) {
        return byKey.values().stream()
                .filter(alarm -> device.equals(alarm.origin().device()))
                .toList();
    }

    List<Alarm> all() {
        return List.copyOf(byKey.values());
    }

    void putAll(Collection<Alarm> alarms) {
        alarms.forEach(this::put);
    }

    /** Takes an alarm as it is now; one that is closed is forgotten. */
    void put(Alarm alarm) {
        String key = alarm.key();
        if (alarm.open()) {
            byKey.put(key, alarm);
            keyOfId.put(alarm.id(), key);
        } else if (keyOfId.remove(alarm.id()) != null) {
            byKey.remove(key);
        }
    }
}
