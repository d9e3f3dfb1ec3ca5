package firegate.ingest.intake;

import java.time.Duration;

/**
 * @param maxFuture how far a device time may lie ahead of receipt before it counts as a clock problem
 * @param maxAge how far a device time may lie behind receipt before it counts as a clock problem
 * @param duplicateWindow how long a reading is recognised when it comes again
 * @param maxDuplicateKeys most readings remembered for that; when they are more, the window gets shorter
 * @param maxQueuedDeliveries most deliveries taken but not yet durable
 * @param maxQueuedBytes most bytes of their payloads
 */
public record IntakeOptions(
        Duration maxFuture,
        Duration maxAge,
        Duration duplicateWindow,
        int maxDuplicateKeys,
        int maxQueuedDeliveries,
        long maxQueuedBytes) {

    private static final int DUPLICATE_KEYS = 4_000_000;
    private static final int QUEUED_DELIVERIES = 200_000;
    private static final long QUEUED_BYTES = 64 << 20;

    /** With the bounds that fit one machine. */
    public IntakeOptions(Duration maxFuture, Duration maxAge, Duration duplicateWindow) {
        this(maxFuture, maxAge, duplicateWindow, DUPLICATE_KEYS, QUEUED_DELIVERIES, QUEUED_BYTES);
    }
}
