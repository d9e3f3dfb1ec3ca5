package firegate.ingest.journal;

/** Bytes of a block that are not what was written; the message continues a sentence about the block. */
final class DamagedBlockException extends RuntimeException {
    DamagedBlockException(String what) {
        super(what);
    }
}
