package firegate.dashboard.live;

import firegate.dashboard.api.Check;
import firegate.dashboard.api.Iso;
import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.AlarmState;
import firegate.ingest.alarm.Suppression;
import firegate.ingest.device.Device;
import firegate.ingest.pipeline.AlarmDesk;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.rule.DeviceState;
import firegate.ingest.rule.Severity;
import firegate.ingest.rule.Text;
import firegate.ingest.supervise.Presence;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The town at a glance. Counting devices takes time on a large town, so it may block and is done off the feed's context. */
public final class SummaryBoard {

    /** Counting takes at most this share of one processor: 1/20. */
    private static final long REST = 20;

    private final DeviceRegistry registry;
    private final AlarmDesk desk;
    private final List<Check> checks;
    private final InstantSource clock;
    private final boolean demo;
    private Devices counted;
    private long nextCountMs = Long.MIN_VALUE;

    /** @param demo whether everything is invented */
    public SummaryBoard(
            DeviceRegistry registry, AlarmDesk desk, List<Check> checks, InstantSource clock, boolean demo) {
        this.registry = registry;
        this.desk = desk;
        this.checks = List.copyOf(checks);
        this.clock = clock;
        this.demo = demo;
    }

    private record Devices(long all, long online, Long lastSeenMs) {}

    /** The part that does not come from the alarms. */
    record Surroundings(long devices, long online, Long lastReadingMs, JsonArray problems) {

        static final Surroundings UNKNOWN = new Surroundings(0, 0, null, new JsonArray());
    }

    synchronized Surroundings look() {
        long now = clock.millis();
        if (counted == null || now >= nextCountMs) {
            counted = count(now);
            nextCountMs = now + REST * (clock.millis() - now);
        }
        JsonArray problems = new JsonArray();
        for (Check check : checks) {
            check.now().ifPresent(problem -> {
                Text words = check.words(problem);
                problems.add(new JsonObject()
                        .put("code", check.name())
                        .put("zh", words.zh())
                        .put("en", words.en()));
            });
        }
        return new Surroundings(counted.all(), counted.online(), counted.lastSeenMs(), problems);
    }

    private Devices count(long now) {
        long all = 0;
        long online = 0;
        Long last = null;
        for (Device device : registry.devices()) {
            all++;
            Long seen = desk.view(device.id()).map(DeviceState.View::lastSeenMs).orElse(null);
            online += Presence.of(seen, device.interval(), now) == Presence.ONLINE ? 1 : 0;
            last = last == null || (seen != null && seen > last) ? seen : last;
        }
        return new Devices(all, online, last);
    }

    /** @param lastReadingMs the newest receipt that the feed itself has seen, or null */
    JsonObject json(Surroundings around, Collection<Alarm> open, Long lastReadingMs) {
        long critical = 0;
        long unacknowledged = 0;
        Map<Suppression, Long> silent = new EnumMap<>(Suppression.class);
        for (Alarm alarm : open) {
            critical += alarm.status().severity() == Severity.CRITICAL ? 1 : 0;
            unacknowledged += alarm.status().state() == AlarmState.ACTIVE_ACKED ? 0 : 1;
            if (alarm.attention().suppressed() != null) {
                silent.merge(alarm.attention().suppressed(), 1L, Long::sum);
            }
        }
        JsonObject suppressed = new JsonObject();
        for (Suppression reason : Suppression.values()) {
            suppressed.put(reason.id(), silent.getOrDefault(reason, 0L));
        }
        Long last = around.lastReadingMs();
        boolean newer = last == null || (lastReadingMs != null && lastReadingMs > last);
        return new JsonObject()
                .put("devices", around.devices())
                .put("online", around.online())
                .put("openAlarms", open.size())
                .put("critical", critical)
                .put("unacknowledged", unacknowledged)
                .put("flood", desk.flooded())
                .put("suppressed", suppressed)
                .put("lastReadingAt", Iso.time(newer ? lastReadingMs : last))
                .put("problems", around.problems())
                .put("demo", demo)
                .put("serverTime", Iso.time(clock.millis()));
    }
}
