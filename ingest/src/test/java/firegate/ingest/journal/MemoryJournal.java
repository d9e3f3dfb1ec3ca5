package firegate.ingest.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A journal for tests: keeps everything, durable as long as the object lives. */
public final class MemoryJournal implements Journal {

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Position> released = new HashMap<>();
    private boolean closed;

    @Override
    public synchronized CompletableFuture<Position> append(List<Entry> unit) {
        Position first = Position.START.plus(entries.size() + 1L);
        entries.addAll(unit);
        notifyAll();
        return CompletableFuture.completedFuture(first);
    }

    @Override
    public synchronized Position head() {
        return Position.START.plus(entries.size());
    }

    @Override
    public synchronized Position before(long receivedMs) {
        long count = entries.stream()
                .takeWhile(entry -> entry.receivedMs() < receivedMs)
                .count();
        return Position.START.plus(count);
    }

    @Override
    public synchronized Batch read(Position after, int maxEntries, Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (after.offset() >= entries.size()) {
            if (closed) {
                throw new JournalException(JournalException.Cause.CLOSED, "closed", null);
            }
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (leftMs <= 0) {
                return new Batch(after.plus(1), List.of());
            }
            wait(leftMs);
        }
        int from = (int) after.offset();
        int to = Math.min(entries.size(), from + maxEntries);
        return new Batch(after.plus(1), List.copyOf(entries.subList(from, to)));
    }

    @Override
    public synchronized void release(String consumer, Position upTo) {
        released.put(consumer, upTo);
    }

    /** How far a consumer released the journal, or null when it never declared itself. */
    public synchronized Position released(String consumer) {
        return released.get(consumer);
    }

    @Override
    public synchronized State state() {
        return new State(closed ? "closed" : null, 0, Long.MAX_VALUE, Position.START.plus(1), head());
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
