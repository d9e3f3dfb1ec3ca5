package firegate.ingest.journal;

/** 128-bit identity of a reading; see {@code intake.Identity} for what it is taken from. */
public record ReadingKey(long high, long low) {

    /** Of a reading that can never be recognised again: neither a device time nor a packet id came with it. */
    public static final ReadingKey NONE = new ReadingKey(0, 0);
}
