package firegate.ingest.rule;

/** A text for people in both languages of the console. */
public record Text(String zh, String en) {}
