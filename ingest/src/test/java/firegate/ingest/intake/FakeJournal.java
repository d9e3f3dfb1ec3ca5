package firegate.ingest.intake;

import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Journal;
import firegate.ingest.journal.JournalException;
import firegate.ingest.journal.Position;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A real journal whose appends can be made to fail or to wait. */
final class FakeJournal implements Journal {

    private final Journal journal;
    volatile boolean failing;
    private CompletableFuture<Void> mayAppend = CompletableFuture.completedFuture(null);

    FakeJournal(Journal journal) {
        this.journal = journal;
    }

    synchronized void pause() {
        mayAppend = new CompletableFuture<>();
    }

    synchronized void resume() {
        mayAppend.complete(null);
    }

    @Override
    public synchronized CompletableFuture<Position> append(List<Entry> entries) {
        if (failing) {
            return CompletableFuture.failedFuture(new JournalException(JournalException.Cause.IO, "injected", null));
        }
        return mayAppend.thenCompose(go -> journal.append(entries));
    }

    @Override
    public Position head() {
        return journal.head();
    }

    @Override
    public Batch read(Position after, int maxEntries, Duration wait) throws InterruptedException {
        return journal.read(after, maxEntries, wait);
    }

    @Override
    public Position before(long receivedMs) {
        return journal.before(receivedMs);
    }

    @Override
    public void release(String consumer, Position upTo) {
        journal.release(consumer, upTo);
    }

    @Override
    public State state() {
        return journal.state();
    }

    @Override
    public void close() {
        journal.close();
    }
}
