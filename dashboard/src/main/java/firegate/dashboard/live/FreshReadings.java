package firegate.dashboard.live;

import firegate.dashboard.api.Iso;
import firegate.ingest.journal.Entry;
import firegate.ingest.rule.DeviceState;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The newest value of each metric of the watched devices since it was last taken. Filled on the desk's thread at the rate of
 * the devices, taken on the feed's at ten times a second; bounded by the devices that screens watch.
 */
final class FreshReadings {

    private static final int MOST_METRICS = 128;

    private volatile Set<String> watched = Set.of();
    private volatile long lastReceivedMs = Long.MIN_VALUE;
    private Map<String, Map<String, Value>> fresh = new HashMap<>();

    private record Value(double value, long timeMs) {}

    /** From now on only readings of these devices are kept. */
    void watch(Set<String> devices) {
        watched = Set.copyOf(devices);
    }

    /** Newest receipt of any device, or null. */
    Long lastReceivedMs() {
        return lastReceivedMs == Long.MIN_VALUE ? null : Long.valueOf(lastReceivedMs);
    }

    /** Only ever called by one thread at a time. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void offer(List<Entry> entries) {
        Set<String> wanted = watched;
        long newest = lastReceivedMs;
        for (Entry entry : entries) {
            newest = Math.max(newest, entry.receivedMs());
            if (!wanted.isEmpty()
                    && entry instanceof Entry.Telemetry telemetry
                    && wanted.contains(telemetry.device())) {
                add(telemetry);
            }
        }
        lastReceivedMs = newest;
    }

    private synchronized void add(Entry.Telemetry telemetry) {
        Map<String, Value> of = fresh.computeIfAbsent(telemetry.device(), device -> new HashMap<>());
        for (Reading reading : telemetry.readings()) {
            MetricValues values = reading.values();
            for (int i = 0; i < values.size(); i++) {
                Value known = of.get(values.name(i));
                boolean newer = known == null ? of.size() < MOST_METRICS : reading.timeMs() >= known.timeMs();
                if (newer) {
                    of.put(values.name(i), new Value(values.value(i), reading.timeMs()));
                }
            }
        }
    }

    /** What is new of each device, as JSON objects ready to be sent, joined by commas. */
    Map<String, String> take() {
        Map<String, Map<String, Value>> taken;
        synchronized (this) {
            if (fresh.isEmpty()) {
                return Map.of();
            }
            taken = fresh;
            fresh = new HashMap<>();
        }
        Map<String, String> items = new HashMap<>();
        taken.forEach((device, values) -> {
            if (!values.isEmpty()) {
                items.put(device, items(device, values));
            }
        });
        return items;
    }

    /** What is known of a device, in the same form; null when that is nothing. */
    static String of(String device, DeviceState.View view) {
        Map<String, Value> values = new HashMap<>();
        view.latest().forEach(latest -> values.put(latest.metric(), new Value(latest.value(), latest.timeMs())));
        return values.isEmpty() ? null : items(device, values);
    }

    /** One object for each instant. */
    private static String items(String device, Map<String, Value> values) {
        TreeMap<Long, JsonObject> byTime = new TreeMap<>();
        values.forEach((metric, value) -> byTime.computeIfAbsent(value.timeMs(), time -> new JsonObject())
                .put(metric, Iso.number(value.value())));
        StringBuilder items = new StringBuilder();
        byTime.forEach((time, of) -> items.append(items.length() == 0 ? "" : ",")
                .append(new JsonObject()
                        .put("device", device)
                        .put("time", Iso.time(time))
                        .put("values", of)
                        .encode()));
        return items.toString();
    }
}
