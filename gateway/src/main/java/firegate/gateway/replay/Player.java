package firegate.gateway.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Plays recordings in the order of their times, all files together. At most so many messages are unacknowledged at a time;
 * those of one device leave in their order. Played by one thread; progress may be asked for by any.
 */
public final class Player {

    /** Where messages go: completes with the acknowledgement. */
    public interface Outlet {
        CompletionStage<Void> publish(String device, byte[] body);
    }

    private final List<Recording> recordings;
    private final Map<Recording, Placement> placements;
    private final Outlet outlet;
    private final int inFlight;
    private final Semaphore window;
    private final Tally tally = new Tally();

    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong values = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicReference<String> firstFailure = new AtomicReference<>();

    /**
     * Where a recording lies in time.
     *
     * @param shiftMs added to its times
     * @param beginMs what its pace counts from, in its own time
     */
    public record Placement(long shiftMs, long beginMs) {}

    /** @param inFlight most unacknowledged messages */
    public Player(List<Recording> recordings, Map<Recording, Placement> placements, Outlet outlet, int inFlight) {
        this.recordings = List.copyOf(recordings);
        this.placements = Map.copyOf(placements);
        this.outlet = outlet;
        this.inFlight = inFlight;
        this.window = new Semaphore(inFlight);
    }

    /** Places all recordings: together, or each by itself. */
    public static Map<Recording, Placement> place(List<Recording> recordings, Shift shift, boolean each) {
        long first = recordings.stream().mapToLong(Recording::firstMs).min().orElseThrow();
        long last = recordings.stream().mapToLong(Recording::lastMs).max().orElseThrow();
        Map<Recording, Placement> placements = new HashMap<>();
        for (Recording of : recordings) {
            long from = each ? of.firstMs() : first;
            long to = each ? of.lastMs() : last;
            long by = shift.byMs(from, to, of.mapping().time().start());
            placements.put(of, new Placement(by, from));
        }
        return placements;
    }

    /** What is next of one recording. */
    private static final class Cursor {
        final RowReader rows;
        final Placement placement;
        Row row;
        long dueMs = Long.MIN_VALUE;

        Cursor(RowReader rows, Placement placement) {
            this.rows = rows;
            this.placement = placement;
        }

        /** Rows are due in the order of the file, whatever their times. */
        boolean advance() {
            row = rows.next();
            if (row != null) {
                dueMs = Math.max(dueMs, row.timeMs() - placement.beginMs());
            }
            return row != null;
        }
    }

    /**
     * Plays everything and waits for the last acknowledgement.
     *
     * @throws IOException when a file cannot be read any more
     */
    public void play(Pace pace) throws IOException, InterruptedException {
        PriorityQueue<Cursor> next = new PriorityQueue<>(Comparator.comparingLong(cursor -> cursor.dueMs));
        List<RowReader> open = new ArrayList<>();
        try {
            for (Recording recording : recordings) {
                RowReader reader = recording.open(tally);
                open.add(reader);
                Cursor cursor = new Cursor(reader, placements.get(recording));
                if (cursor.advance()) {
                    next.add(cursor);
                }
            }
            while (!next.isEmpty()) {
                Cursor cursor = next.poll();
                pace.await(cursor.dueMs);
                send(cursor.row, cursor.placement.shiftMs());
                if (cursor.advance()) {
                    next.add(cursor);
                }
            }
        } finally {
            for (RowReader reader : open) {
                reader.close();
            }
        }
        window.acquire(inFlight);
        window.release(inFlight);
    }

    private void send(Row row, long shiftMs) throws InterruptedException {
        for (Message message : row.messages()) {
            window.acquire();
            outlet.publish(message.device(), message.body(row.timeMs() + shiftMs))
                    .whenComplete((unused, failure) -> answered(failure));
        }
        rows.set(tally.rows());
        values.set(tally.values());
    }

    private void answered(Throwable failure) {
        if (failure == null) {
            acknowledged.incrementAndGet();
        } else {
            failed.incrementAndGet();
            firstFailure.compareAndSet(null, failure.getMessage() == null ? failure.toString() : failure.getMessage());
        }
        window.release();
    }

    public Progress progress() {
        long total = recordings.stream().mapToLong(of -> of.tally().rows()).sum();
        return new Progress(rows.get(), total, values.get(), acknowledged.get(), failed.get());
    }

    /** Messages that were sent and wait for their acknowledgement. */
    public int unanswered() {
        return inFlight - window.availablePermits();
    }

    /** Why the first message that was not acknowledged was not; null when all were. */
    public String firstFailure() {
        return firstFailure.get();
    }

    /** What was read; complete once {@link #play} has returned. */
    public Tally tally() {
        return tally;
    }
}
