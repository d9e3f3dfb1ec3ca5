package firegate.gateway.simulate;

import firegate.gateway.fleet.FleetConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Sends the messages of all devices when they are due, from one thread. */
public final class TownPlayer implements AutoCloseable {

    private static final long LONGEST_NAP_MS = 50;

    private final InstantSource machine;
    private final TownClock clock;
    private final int qos;
    private final Function<String, String> topic;
    private final PriorityQueue<Turn> turns =
            new PriorityQueue<>(Comparator.comparingLong((Turn turn) -> turn.message.dueMs())
                    .thenComparing(turn -> turn.stream.device().id()));
    private final Thread thread = new Thread(this::play, "town");
    private final LongAdder messages = new LongAdder();
    private final LongAdder readings = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder garbage = new LongAdder();
    private final LongAdder buffered = new LongAdder();
    private final LongAdder dropouts = new LongAdder();
    private volatile long behindMs;
    private volatile boolean stopped;

    /** A device with its connection. */
    public record Part(DeviceStream stream, FleetConnection connection) {}

    private record Turn(DeviceStream stream, FleetConnection connection, Outgoing message) {}

    /**
     * Prepares everything; {@link #start} begins.
     *
     * @param topic of a device
     */
    public TownPlayer(
            List<Part> parts, Function<String, String> topic, int qos, TownClock clock, InstantSource machine) {
        this.machine = machine;
        this.clock = clock;
        this.qos = qos;
        this.topic = topic;
        parts.forEach(part -> turns.add(new Turn(part.stream, part.connection, part.stream.next())));
    }

    public void start() {
        thread.start();
    }

    public Played played() {
        return new Played(
                messages.sum(),
                readings.sum(),
                duplicates.sum(),
                garbage.sum(),
                buffered.sum(),
                dropouts.sum(),
                behindMs);
    }

    private void play() {
        try {
            while (!stopped) {
                long now = machine.millis();
                List<Turn> due = due(clock.townMs(now));
                for (Turn turn : due) {
                    send(turn);
                    turns.add(new Turn(turn.stream, turn.connection, turn.stream.next()));
                }
                if (due.isEmpty()) {
                    nap(now);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Turn> due(long townMs) {
        List<Turn> due = new ArrayList<>();
        while (!turns.isEmpty() && turns.peek().message.dueMs() <= townMs) {
            due.add(turns.poll());
        }
        behindMs = due.isEmpty() ? 0 : townMs - due.get(0).message.dueMs();
        return due;
    }

    private void nap(long now) throws InterruptedException {
        long next = turns.isEmpty()
                ? LONGEST_NAP_MS
                : clock.machineMs(turns.peek().message.dueMs()) - now;
        Thread.sleep(Math.max(1, Math.min(LONGEST_NAP_MS, next)));
    }

    // the fleet counts what fails
    @SuppressWarnings("FutureReturnValueIgnored")
    private void send(Turn turn) {
        Outgoing message = turn.message;
        turn.connection.publish(topic.apply(turn.stream.device().id()), message.body(), qos);
        messages.increment();
        readings.add(message.readings());
        duplicates.add(message.again() ? 1 : 0);
        garbage.add(message.garbage() ? 1 : 0);
        buffered.add(message.readings() > 1 ? 1 : 0);
        if (!message.away().isZero()) {
            dropouts.increment();
            turn.connection.drop(message.away());
        }
    }

    /** Sends nothing more; what was handed over is left to the connections. */
    @Override
    public void close() {
        stopped = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
