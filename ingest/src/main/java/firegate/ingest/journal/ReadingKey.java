package firegate.ingest.journal;

/** 128-bit identity of a reading; see {@code intake.DuplicateWindow} for what it is taken from. */
public record ReadingKey(long high, long low) {}
