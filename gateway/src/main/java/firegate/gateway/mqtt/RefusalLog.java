package firegate.gateway.mqtt;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators which devices are being refused and why: once a minute for each device and reason, and not more than
 * {@value #LINES_PER_MINUTE} lines a minute in all, so that a town of devices with wrong tokens does not fill the disk.
 * Everything is counted in the metrics. Thread-safe.
 */
final class RefusalLog {

    private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);
    private static final long MINUTE_MS = 60_000;
    private static final int LINES_PER_MINUTE = 100;
    private static final int REMEMBERED = 1_000;
    private static final int LONGEST_NAME = 100;

    private final InstantSource clock;
    private final Map<String, Long> lastMs = new LinkedHashMap<>();
    private long minuteStartMs;
    private int lines;
    private long silenced;

    RefusalLog(InstantSource clock) {
        this.clock = clock;
    }

    void connectRefused(ConnectRefusal reason, String name, String peer) {
        if (due(reason + "/" + name)) {
            log.atWarn()
                    .addKeyValue("device", shown(name))
                    .addKeyValue("peer", peer)
                    .addKeyValue("reason", reason)
                    .addKeyValue("silenced", takeSilenced())
                    .log("MQTT connect refused");
        }
    }

    void publishRefused(PublishRefusal reason, Admission.Admitted client, String topic) {
        String device = String.valueOf(client.publisher().device());
        if (due(reason + "/" + device)) {
            log.atWarn()
                    .addKeyValue("device", shown(device))
                    .addKeyValue("client", shown(client.clientId()))
                    .addKeyValue("topic", shown(topic))
                    .addKeyValue("reason", reason)
                    .addKeyValue("silenced", takeSilenced())
                    .log("MQTT publish refused: {}", reason.text());
        }
    }

    /** @param device null before the client said who it is */
    void connectionEnded(String cause, String device, String peer) {
        String name = device == null ? peer : device;
        if (due(cause + "/" + name)) {
            log.atWarn()
                    .addKeyValue("device", shown(name))
                    .addKeyValue("peer", peer)
                    .addKeyValue("reason", shown(cause))
                    .addKeyValue("silenced", takeSilenced())
                    .log("MQTT connection ended by the listener");
        }
    }

    private synchronized boolean due(String key) {
        long now = clock.millis();
        if (now - minuteStartMs >= MINUTE_MS) {
            minuteStartMs = now;
            lines = 0;
        }
        Long last = lastMs.get(key);
        if (lines >= LINES_PER_MINUTE || (last != null && now - last < MINUTE_MS)) {
            silenced++;
            return false;
        }
        lines++;
        lastMs.remove(key);
        lastMs.put(key, now);
        if (lastMs.size() > REMEMBERED) {
            lastMs.remove(lastMs.keySet().iterator().next());
        }
        return true;
    }

    private synchronized long takeSilenced() {
        long count = silenced;
        silenced = 0;
        return count;
    }

    private static String shown(String text) {
        return Text.shortened(text.replaceAll("\\p{Cntrl}", "?"), LONGEST_NAME);
    }
}
