package firegate.ingest.pipeline;

import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Journal;
import firegate.ingest.journal.JournalException;
import firegate.ingest.journal.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A journal in a list, that can lose its beginning, refuse to be read, and give as little at once as a test wants. */
final class ListJournal implements Journal {

    private long reads;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Position> released = new HashMap<>();
    private int mostAtOnce = Integer.MAX_VALUE;
    private int lost;
    private String failing;
    private long readable = Long.MAX_VALUE;

    @Override
    public synchronized CompletableFuture<Position> append(List<Entry> unit) {
        Position first = Position.START.plus(entries.size() + 1L);
        entries.addAll(unit);
        notifyAll();
        return CompletableFuture.completedFuture(first);
    }

    /** Appends, and nobody is told. */
    void add(List<Entry> unit) {
        append(unit).join();
    }

    @Override
    public synchronized Position head() {
        return Position.START.plus(entries.size());
    }

    /** How often somebody has asked for entries. */
    synchronized long reads() {
        return reads;
    }

    @Override
    public synchronized Batch read(Position after, int maxEntries, Duration wait) throws InterruptedException {
        reads++;
        if (failing != null) {
            throw new JournalException(JournalException.Cause.IO, failing, null);
        }
        if (after.offset() < lost) {
            throw new JournalException(JournalException.Cause.OUT_OF_RANGE, "lost", null);
        }
        long deadline = System.nanoTime() + wait.toNanos();
        long end = Math.min(entries.size(), readable);
        while (after.offset() >= end && System.nanoTime() < deadline) {
            wait(1 + (deadline - System.nanoTime()) / 1_000_000);
            end = Math.min(entries.size(), readable);
        }
        int from = (int) after.offset();
        int to = (int) Math.min(end, from + (long) Math.min(maxEntries, mostAtOnce));
        return new Batch(after.plus(1), from >= to ? List.of() : List.copyOf(entries.subList(from, to)));
    }

    @Override
    public synchronized Position before(long receivedMs) {
        return Position.START.plus(lost);
    }

    @Override
    public synchronized void release(String consumer, Position upTo) {
        released.put(consumer, upTo);
    }

    @Override
    public synchronized State state() {
        return new State(null, 0, Long.MAX_VALUE, Position.START.plus(lost + 1L), head());
    }

    @Override
    public void close() {}

    synchronized Position released(String consumer) {
        return released.get(consumer);
    }

    synchronized void giveAtMost(int entriesAtOnce) {
        mostAtOnce = entriesAtOnce;
    }

    /**
     * Gives nothing behind this offset; what waits there is still in {@link #head}.
     *
     * @return what was given until now
     */
    synchronized long holdBackBehind(long offset) {
        long before = readable;
        readable = offset;
        notifyAll();
        return before;
    }

    synchronized void lose(int firstEntries) {
        lost = firstEntries;
    }

    /** @param why null to be readable again */
    synchronized void fail(String why) {
        failing = why;
    }

    synchronized Entry entry(long offset) {
        return entries.get((int) offset - 1);
    }
}
