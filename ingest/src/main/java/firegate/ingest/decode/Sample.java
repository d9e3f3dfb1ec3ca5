package firegate.ingest.decode;

import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;

/**
 * The values of a device at one instant, as it sent them.
 *
 * @param deviceTimeMs the time that the device gave, epoch milliseconds; {@link Reading#NO_DEVICE_TIME} when it gave none
 */
public record Sample(long deviceTimeMs, MetricValues values) {}
