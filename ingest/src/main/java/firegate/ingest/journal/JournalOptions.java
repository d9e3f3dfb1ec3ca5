package firegate.ingest.journal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * @param file the journal's own file; its directory exists
 * @param sync whether an append is synced to disk before it completes; without it a power cut loses what was acknowledged
 * @param maxBytes disk space that entries may use
 * @param keep how long entries are kept after receipt although every consumer has passed them: what the duplicate window is
 *     rebuilt from at start; given up, oldest first, while more than half of {@code maxBytes} is in use
 */
public record JournalOptions(Path file, boolean sync, long maxBytes, Duration keep) {

    /** The least that leaves room for some blocks of the greatest size. */
    public static final long MIN_BYTES = 8 << 20;

    public JournalOptions {
        if (maxBytes < MIN_BYTES) {
            throw new IllegalArgumentException("journal of at most " + maxBytes + " bytes; at least " + MIN_BYTES);
        }
    }
}
