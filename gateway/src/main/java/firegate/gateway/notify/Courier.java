package firegate.gateway.notify;

import dev.failsafe.Bulkhead;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import firegate.ingest.records.Database;
import firegate.ingest.records.OutboxRecords;
import firegate.ingest.records.OutboxRecords.Event;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the events of the outbox to one receiver: those of one alarm in their order, those of different alarms beside each
 * other, each again with growing pauses until it is taken. What was taken is recorded at once. All state lives on one thread;
 * nobody waits for it.
 *
 * <p>An event is handed over again when the program dies between the receiver's answer and the record of it.
 */
final class Courier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    /** Events in memory; more wait in the records. */
    private static final int WINDOW = 1_000;
    /** Attempts at one time. */
    private static final int AT_ONCE = 4;

    private static final Duration STOP_WAIT = Duration.ofSeconds(2);

    private final Database database;
    private final Notifier notifier;
    private final Pace pace;
    private final ScheduledExecutorService loop;
    private final FailsafeExecutor<Void> failsafe;
    private final Counter taken;
    private final Counter failed;

    /** What is not taken yet, by alarm. */
    private final Map<String, Deque<Event>> lanes = new LinkedHashMap<>();
    /** Why the last attempt at an alarm failed. */
    private final Map<String, String> failures = new HashMap<>();
    /** Taken, but not recorded yet. */
    private final Set<Long> unrecorded = new HashSet<>();

    private final AtomicBoolean woken = new AtomicBoolean();
    private long loadedTo = -1;
    private int loaded;
    /** Attempts; they may begin on another thread. */
    private final AtomicInteger underWay = new AtomicInteger();

    private final CompletableFuture<Void> rest = new CompletableFuture<>();
    private volatile long waiting;
    private volatile String problem;
    private volatile boolean stopping;

    Courier(Database database, Notifier notifier, Pace pace, MeterRegistry meters) {
        this.database = database;
        this.notifier = notifier;
        this.pace = pace;
        loop = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, notifier.name());
            thread.setDaemon(true);
            return thread;
        });
        RetryPolicy<Void> again = RetryPolicy.<Void>builder()
                .handle(Throwable.class)
                .withBackoff(pace.firstPause(), pace.longestPause())
                .withJitter(0.1)
                .withMaxRetries(-1)
                .build();
        Bulkhead<Void> few = Bulkhead.<Void>builder(AT_ONCE)
                .withMaxWaitTime(Duration.ofDays(1))
                .build();
        failsafe = Failsafe.with(again).compose(few).with(loop);
        taken = Counter.builder("firegate_notify_taken")
                .description("events that the receiver has taken")
                .tag("receiver", notifier.name())
                .register(meters);
        failed = Counter.builder("firegate_notify_failed")
                .description("attempts that failed")
                .tag("receiver", notifier.name())
                .register(meters);
        Gauge.builder("firegate_notify_waiting", () -> waiting)
                .description("events that the receiver has not taken yet")
                .tag("receiver", notifier.name())
                .register(meters);
    }

    void start() {
        ScheduledFuture<?> looking =
                loop.scheduleWithFixedDelay(this::look, 0, pace.lookEvery().toMillis(), TimeUnit.MILLISECONDS);
        LOG.debug("{} looks at the outbox: {}", notifier.name(), looking);
    }

    /** There may be something in the outbox. */
    void wake() {
        if (!stopping && woken.compareAndSet(false, true)) {
            try {
                loop.execute(this::look);
            } catch (RejectedExecutionException e) {
                LOG.debug("{} has stopped", notifier.name(), e);
            }
        }
    }

    /** Why the receiver does not take events, in a sentence; null when all is well. */
    String problem() {
        return problem;
    }

    private void look() {
        woken.set(false);
        if (stopping) {
            return;
        }
        try {
            record();
            load();
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("{}: the outbox cannot be read or written now", notifier.name());
        }
    }

    private void load() {
        if (loadedTo < 0) {
            loadedTo = database.writer().write(handle -> OutboxRecords.cursor(handle, notifier.id()));
        }
        if (loaded < WINDOW) {
            List<Event> events = database.reader()
                    .withHandle(handle -> OutboxRecords.waiting(handle, notifier.id(), loadedTo, WINDOW - loaded));
            events.forEach(this::take);
            record();
        }
        long last = database.reader().withHandle(OutboxRecords::last);
        waiting = loaded + Math.max(0, last - loadedTo);
    }

    private void take(Event event) {
        loadedTo = event.seq();
        if (!notifier.wants(event)) {
            unrecorded.add(event.seq());
            return;
        }
        loaded++;
        String alarm = event.alarm().id();
        Deque<Event> lane = lanes.computeIfAbsent(alarm, id -> new ArrayDeque<>());
        lane.add(event);
        if (lane.size() == 1) {
            send(alarm, lane);
        }
    }

    private void send(String alarm, Deque<Event> lane) {
        Event event = lane.element();
        failsafe.getStageAsync(() -> attempt(alarm, lane, event)).exceptionally(failure -> {
            LOG.atDebug().setCause(failure).log("{}: an event waits for the next start", notifier.name());
            return null;
        });
    }

    private CompletableFuture<Void> attempt(String alarm, Deque<Event> lane, Event event) {
        underWay.incrementAndGet();
        if (stopping) {
            underWay.decrementAndGet();
            throw new RejectedExecutionException("the gateway stops");
        }
        return notifier.deliver(event)
                .whenComplete((done, failure) -> onLoop(() -> {
                    underWay.decrementAndGet();
                    if (failure == null) {
                        taken(alarm, lane);
                    } else {
                        failed.increment();
                        failed(alarm, failure);
                    }
                    restWhenDone();
                }));
    }

    private void onLoop(Runnable work) {
        try {
            loop.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("{} has stopped", notifier.name(), e);
        }
    }

    private void taken(String alarm, Deque<Event> lane) {
        Event event = lane.remove();
        loaded--;
        taken.increment();
        unrecorded.add(event.seq());
        if (lane.isEmpty()) {
            lanes.remove(alarm);
        }
        if (failures.remove(alarm) != null && failures.isEmpty()) {
            problem = null;
            LOG.atInfo().log("{} takes events again", notifier.name());
        }
        look();
        if (!stopping && !lane.isEmpty() && lanes.get(alarm) == lane) {
            send(alarm, lane);
        }
    }

    private void failed(String alarm, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        if (failures.isEmpty()) {
            LOG.atWarn().addKeyValue("reason", reason).log("{} does not take events; they are kept", notifier.name());
        }
        failures.put(alarm, reason);
        problem = notifier.name() + " does not take events of " + failures.size()
                + " alarms, which are kept and tried again: " + reason;
    }

    /** Nothing is handed over twice for a failure of this: it is tried again before more is loaded. */
    private void record() {
        if (!unrecorded.isEmpty()) {
            Set<Long> now = Set.copyOf(unrecorded);
            long cursor = database.writer().write(handle -> OutboxRecords.taken(handle, notifier.id(), now));
            unrecorded.removeAll(now);
            // What lies before the cursor is taken, also by an earlier run of the program.
            loadedTo = Math.max(loadedTo, cursor);
        }
    }

    /** Lets attempts that are under way end, and records them; what waits goes on at the next start. */
    @Override
    public void close() {
        stopping = true;
        onLoop(this::restWhenDone);
        try {
            rest.get(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.atWarn().setCause(e).log("{}: what was sent last may be sent again at the next start", notifier.name());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.shutdownNow();
    }

    private void restWhenDone() {
        if (!stopping || underWay.get() > 0) {
            return;
        }
        try {
            record();
            rest.complete(null);
        } catch (RuntimeException e) {
            rest.completeExceptionally(e);
        }
    }
}
