package firegate.ingest.pipeline;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.AlarmLifecycle;
import firegate.ingest.rule.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the screens know: every change once it is committed, and a fire even when it cannot be. Told by the desk's thread. */
final class AlarmNews {

    private static final Logger LOG = LoggerFactory.getLogger(AlarmNews.class);

    private final List<Consumer<List<Alarm>>> listeners = new CopyOnWriteArrayList<>();
    /** What was shown without being committed, and when first. */
    private final Map<String, Unstored> unstored = new HashMap<>();

    private volatile List<Alarm> open = List.of();

    private record Unstored(Alarm alarm, long shownMs) {}

    void onAlarms(Consumer<List<Alarm>> listener) {
        listeners.add(listener);
    }

    List<Alarm> open() {
        return open;
    }

    void restored(Watch watch) {
        open = watch.open();
    }

    /** The changes are committed, and the watch has begun with new ones. */
    void committed(Changes changes, Watch watch, long nowMs) {
        List<Alarm> published = new ArrayList<>();
        changes.alarms.forEach((id, alarm) -> {
            if (!changes.stampedOnly.contains(id)) {
                Unstored shown = unstored.get(id);
                published.add(watch.sent(alarm, shown == null ? nowMs : shown.shownMs()));
            }
        });
        unstored.clear();
        open = watch.open();
        tell(published);
    }

    /** The records do not take the changes: fires are shown all the same, each once as long as nothing changes about it. */
    void uncommitted(Changes changes, Watch watch, long nowMs) {
        List<Alarm> published = new ArrayList<>();
        for (Alarm alarm : changes.alarms.values()) {
            Unstored shown = unstored.get(alarm.id());
            boolean fire = alarm.status().severity() == Severity.CRITICAL && !changes.stampedOnly.contains(alarm.id());
            if (fire && (shown == null || !shown.alarm().equals(alarm))) {
                long shownMs = shown == null ? nowMs : shown.shownMs();
                unstored.put(alarm.id(), new Unstored(alarm, shownMs));
                published.add(AlarmLifecycle.sent(AlarmLifecycle.notStored(alarm), shownMs));
            }
        }
        open = watch.open().stream()
                .map(alarm -> changes.changed(alarm.id()) ? AlarmLifecycle.notStored(alarm) : alarm)
                .toList();
        tell(published);
    }

    private void tell(List<Alarm> published) {
        if (published.isEmpty()) {
            return;
        }
        for (Consumer<List<Alarm>> listener : listeners) {
            try {
                listener.accept(published);
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("somebody who is told of alarms failed");
            }
        }
    }
}
