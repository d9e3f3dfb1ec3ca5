package firegate.ingest.alarm;

import firegate.ingest.alarm.Alarm.Measured;
import firegate.ingest.device.Kind;
import firegate.ingest.rule.Text;

/**
 * What the lifecycle has to know about the moment of a signal.
 *
 * @param newId id for an alarm that may be made
 * @param late whether the reading was old when it came
 * @param siteTest whether its site is in test mode, which makes a critical alarm a test unless it is late
 * @param flapping whether the engine found that it comes and goes too often
 * @param stored whether the reading is in the journal
 * @param journaledMs when it was durable, or null
 * @param message what happened, with the values filled in
 * @param successor id of the alarm that takes over, for a superseded one, else null
 */
public record Sighting(
        String newId,
        String device,
        String site,
        Kind kind,
        boolean late,
        boolean siteTest,
        boolean flapping,
        boolean stored,
        Long journaledMs,
        Measured measured,
        Text message,
        String successor,
        long nowMs) {}
