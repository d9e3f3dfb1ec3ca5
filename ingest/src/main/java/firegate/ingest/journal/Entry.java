package firegate.ingest.journal;

import firegate.ingest.device.Kind;
import firegate.ingest.telemetry.Reading;
import java.util.List;
import java.util.Map;

/** What one message of a device became, as the journal keeps it. Kind and site are those of the moment of receipt. */
public sealed interface Entry {

    String device();

    /** Kind of the device when the message came; for a device not yet known, the guess from its metrics. */
    Kind kind();

    /** Site of the device when the message came, or null. */
    String site();

    /** Time of receipt, epoch milliseconds. */
    long receivedMs();

    /** Whether it carries a true fire bit, also one that could only be read in a rejected message. */
    boolean fire();

    /**
     * A message that was understood.
     *
     * @param via the gateway device or broker that delivered it, or null
     * @param readings its samples without the duplicates, in the order of the message; may be empty
     * @param keys one identity per reading, same order: what the duplicate window is rebuilt from
     * @param duplicates samples of the message that were found to be duplicates and left out
     * @param attributes strings and facts that are no time series
     */
    record Telemetry(
            String device,
            Kind kind,
            String site,
            String via,
            long receivedMs,
            List<Reading> readings,
            List<ReadingKey> keys,
            int duplicates,
            Map<String, String> attributes)
            implements Entry {

        @Override
        public boolean fire() {
            for (int i = 0; i < readings.size(); i++) {
                if (readings.get(i).fire()) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * A message that could not be used; kept whole, to be shown and tried again.
     *
     * @param client MQTT client id or HTTP peer that sent it
     * @param topic MQTT topic or HTTP path
     * @param profile payload profile that refused it
     * @param reason stable word for the cause, for example {@code malformed-json}
     * @param detail a sentence for people: which key, what is allowed
     * @param fire whether a true fire bit could be read in it all the same
     */
    record Rejected(
            String device,
            Kind kind,
            String site,
            long receivedMs,
            String client,
            String topic,
            String profile,
            String reason,
            String detail,
            boolean fire,
            byte[] payload)
            implements Entry {}
}
