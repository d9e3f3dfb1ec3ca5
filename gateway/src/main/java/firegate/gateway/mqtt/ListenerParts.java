package firegate.gateway.mqtt;

import firegate.ingest.device.DeviceAccess;
import java.time.InstantSource;

/** What all connections of a listener share; each part is thread-safe. */
record ListenerParts(
        DeviceAccess access,
        Sessions sessions,
        Bounds bounds,
        InstantSource clock,
        ListenerMetrics metrics,
        RefusalLog log) {}
