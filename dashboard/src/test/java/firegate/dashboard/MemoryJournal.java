package firegate.dashboard;

import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Journal;
import firegate.ingest.journal.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A journal for tests: keeps everything as long as the object lives. */
final class MemoryJournal implements Journal {

    private final List<Entry> entries = new ArrayList<>();

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
        return Position.START;
    }

    @Override
    public synchronized Batch read(Position after, int maxEntries, Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        long leftMs = wait.toMillis();
        while (after.offset() >= entries.size() && leftMs > 0) {
            wait(leftMs);
            leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        int from = (int) after.offset();
        int to = Math.min(entries.size(), from + maxEntries);
        return new Batch(after.plus(1), from >= to ? List.of() : List.copyOf(entries.subList(from, to)));
    }

    @Override
    public void release(String consumer, Position upTo) {}

    @Override
    public synchronized State state() {
        return new State(null, 0, Long.MAX_VALUE, Position.START.plus(1), head());
    }

    @Override
    public void close() {}
}
