package firegate.gateway.notify;

import firegate.ingest.records.OutboxRecords;
import java.util.concurrent.CompletableFuture;

/** A receiver of events about alarms. */
public interface Notifier {

    /** Names the receiver in the records; the same after a restart. */
    String id();

    /** Names the receiver for people, without secrets. */
    String name();

    /** Whether it is to be told of an event; what it does not want counts as taken. */
    boolean wants(OutboxRecords.Event event);

    /**
     * Hands over an event without blocking. Called again with the same event until it succeeds, and, when the program dies
     * before that was recorded, once more.
     *
     * @return completes when the receiver has taken it, exceptionally with the reason in words when it has not
     */
    CompletableFuture<Void> deliver(OutboxRecords.Event event);
}
