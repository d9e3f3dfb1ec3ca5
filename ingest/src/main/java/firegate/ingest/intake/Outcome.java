package firegate.ingest.intake;

/** What became of one delivery; the edge turns it into the protocol's answer. */
public sealed interface Outcome {

    /** In the journal and synced, or a duplicate of what is. */
    record Durable() implements Outcome {}

    /** Not usable; kept durably with its reason. */
    record Quarantined(String reason, String detail) implements Outcome {}

    /** Not kept: acknowledge nothing, the device has to send it again. */
    record Unavailable(String cause) implements Outcome {}

    Outcome DURABLE = new Durable();
}
