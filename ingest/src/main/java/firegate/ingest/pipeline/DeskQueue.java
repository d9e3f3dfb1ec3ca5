package firegate.ingest.pipeline;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What the desk does ahead of everything else: fires and people's commands, in the order in which they came. */
final class DeskQueue {

    interface Work {
        void run() throws InterruptedException;
    }

    interface Faults {
        void failed(RuntimeException cause);
    }

    /** Done in one turn, so that in a storm of fires the first are committed and shown before the last are taken. */
    private static final int TURN = 256;

    private final int limit;
    private final ConcurrentLinkedQueue<Work> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    /** @param limit most fires that may wait */
    DeskQueue(int limit) {
        this.limit = limit;
    }

    void add(Work work) {
        size.incrementAndGet();
        queue.add(work);
    }

    /** Adds unless too much waits already. */
    boolean offer(Work work) {
        if (size.get() >= limit) {
            return false;
        }
        add(work);
        return true;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    int size() {
        return size.get();
    }

    /** Does some of what waits; what fails harms nothing else. */
    void work(Faults faults) throws InterruptedException {
        Work work = queue.poll();
        for (int done = 0; work != null; done++) {
            size.decrementAndGet();
            try {
                work.run();
            } catch (RuntimeException e) {
                faults.failed(e);
            }
            work = done < TURN - 1 ? queue.poll() : null;
        }
    }
}
