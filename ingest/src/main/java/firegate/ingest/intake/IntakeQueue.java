package firegate.ingest.intake;

import firegate.ingest.decode.Decoded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What was submitted and is not yet durable, bounded in deliveries and bytes. Thread-safe. Above half of either bound it is
 * congested, until it is down to a quarter of both; above the whole it takes no more, except that an empty queue takes
 * anything.
 */
final class IntakeQueue {

    private static final int BATCH_DELIVERIES = 16_384;

    /** Deliveries of one call, with what each says. */
    record Submission(
            List<Delivery> deliveries, List<Decoded> decoded, long bytes, CompletableFuture<List<Outcome>> outcomes) {}

    /** Why a submission was not taken. */
    enum Refusal {
        FULL,
        CLOSED
    }

    private final int maxDeliveries;
    private final long maxBytes;
    private final ArrayDeque<Submission> waiting = new ArrayDeque<>();
    private final List<Runnable> onRelief = new ArrayList<>();
    private int deliveries;
    private long bytes;
    private boolean congested;
    private boolean closed;

    IntakeQueue(int maxDeliveries, long maxBytes) {
        this.maxDeliveries = maxDeliveries;
        this.maxBytes = maxBytes;
    }

    /** @return null when it was taken */
    synchronized Refusal offer(Submission submission) {
        if (closed) {
            return Refusal.CLOSED;
        }
        int count = submission.deliveries().size();
        if (deliveries > 0 && (deliveries + count > maxDeliveries || bytes + submission.bytes() > maxBytes)) {
            return Refusal.FULL;
        }
        deliveries += count;
        bytes += submission.bytes();
        congested |= deliveries > maxDeliveries / 2 || bytes > maxBytes / 2;
        waiting.add(submission);
        notifyAll();
        return null;
    }

    /** Waits for submissions and takes them in order; empty when closed and none is left. */
    synchronized List<Submission> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        List<Submission> taken = new ArrayList<>();
        int count = 0;
        while (!waiting.isEmpty() && count < BATCH_DELIVERIES) {
            Submission next = waiting.poll();
            count += next.deliveries().size();
            taken.add(next);
        }
        return taken;
    }

    /** Makes room for more once submissions that were taken have their outcomes. */
    void done(List<Submission> taken) {
        List<Runnable> relieved = List.of();
        synchronized (this) {
            for (Submission submission : taken) {
                deliveries -= submission.deliveries().size();
                bytes -= submission.bytes();
            }
            if (congested && deliveries <= maxDeliveries / 4 && bytes <= maxBytes / 4) {
                congested = false;
                relieved = List.copyOf(onRelief);
            }
        }
        relieved.forEach(Runnable::run);
    }

    /** Has {@code listener} called whenever a congestion has ended. */
    synchronized void onRelief(Runnable listener) {
        onRelief.add(listener);
    }

    synchronized boolean congested() {
        return congested;
    }

    synchronized int deliveries() {
        return deliveries;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
