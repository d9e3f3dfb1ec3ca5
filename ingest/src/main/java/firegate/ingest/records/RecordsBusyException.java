package firegate.ingest.records;

/** Somebody else kept the writer of the records for too long; nothing was done. */
public final class RecordsBusyException extends RuntimeException {

    RecordsBusyException() {
        super("they are busy with another change");
    }
}
