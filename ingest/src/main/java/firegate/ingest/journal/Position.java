package firegate.ingest.journal;

/**
 * A place in the journal. Opaque to consumers except for its order within a partition; offsets count entries from 1, so
 * {@code offset} 0 lies before the first entry.
 */
public record Position(int partition, long offset) implements Comparable<Position> {

    /** Before the first entry of the only partition. */
    public static final Position START = new Position(0, 0);

    public Position plus(long entries) {
        return new Position(partition, offset + entries);
    }

    @Override
    public int compareTo(Position other) {
        if (partition != other.partition) {
            throw new IllegalArgumentException("positions of partitions " + partition + " and " + other.partition);
        }
        return Long.compare(offset, other.offset);
    }
}
