package firegate.ingest.history.influx;

import firegate.ingest.history.HistoryStore.SeriesId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds which metrics devices have. */
final class SeriesFinder {

    /** Devices in one question. */
    private static final int TOGETHER = 200;

    private final InfluxLink link;

    SeriesFinder(InfluxLink link) {
        this.link = link;
    }

    /**
     * @param lastMs inclusive
     * @return in the order of the devices, each with its metrics by name
     */
    List<SeriesId> find(List<String> devices, long fromMs, long lastMs) {
        List<SeriesId> found = new ArrayList<>();
        for (int i = 0; i < devices.size(); i += TOGETHER) {
            find(devices.subList(i, Math.min(i + TOGETHER, devices.size())), fromMs, lastMs, found);
        }
        return found;
    }

    private void find(List<String> devices, long fromMs, long lastMs, List<SeriesId> found) {
        Map<String, TreeSet<String>> metrics = new HashMap<>();
        link.query(InfluxQl.fields(devices, fromMs, lastMs), (statement, head, timeMs, values) -> {
            for (int i = 0; i < values.length; i++) {
                if (!Double.isNaN(values[i])) {
                    String field = head.columns().get(i + 1).substring(InfluxQl.LAST.length());
                    metrics.computeIfAbsent(head.tags().get("device"), device -> new TreeSet<>())
                            .add(FieldNames.metric(field));
                }
            }
        });
        for (String device : devices) {
            for (String metric : metrics.getOrDefault(TagText.of(device), new TreeSet<>())) {
                found.add(new SeriesId(device, metric));
            }
        }
    }
}
