package firegate.gateway.fleet;

/**
 * What a fleet has done so far.
 *
 * @param sent messages that were written at least once
 * @param acknowledged messages that are done: a PUBACK came, or at QoS 0 they were written
 * @param redelivered messages written once more after a reconnect
 * @param failed messages given up: the queue was full, or the fleet ended without an acknowledgement
 * @param reconnects connections opened again after they had been open
 * @param connected connections that are open now
 * @param p50Micros from writing a PUBLISH first to its acknowledgement
 * @param lastFailure why the last connection failed or ended; empty: none did
 */
public record FleetFigures(
        long sent,
        long acknowledged,
        long redelivered,
        long failed,
        long reconnects,
        int connected,
        long p50Micros,
        long p99Micros,
        long maxMicros,
        String lastFailure) {}
