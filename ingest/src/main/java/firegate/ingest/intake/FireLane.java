package firegate.ingest.intake;

import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Position;

/**
 * Takes fire signals ahead of every backlog. Called on the intake thread, {@link #unstored} also on threads of the edges;
 * implementations are thread-safe, hand over and return at once.
 */
public interface FireLane {

    /** A fire signal that is in the journal and will come again in order. */
    void durable(Position position, Entry entry);

    /** A fire signal that the journal could not take: the device was not answered and will send it again. */
    void unstored(Entry entry, String cause);
}
