package firegate.ingest.pipeline;

import com.github.f4b6a3.ulid.UlidCreator;
import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.AlarmLifecycle;
import firegate.ingest.alarm.AlarmState;
import firegate.ingest.alarm.Decision;
import firegate.ingest.alarm.Transition;
import firegate.ingest.intake.FireLane;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Journal;
import firegate.ingest.journal.JournalException;
import firegate.ingest.journal.Position;
import firegate.ingest.records.AlarmRecords;
import firegate.ingest.records.AuditRecords;
import firegate.ingest.records.Cursors;
import firegate.ingest.records.Database;
import firegate.ingest.records.DeviceRecords;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.records.LedgerRecords;
import firegate.ingest.records.OutboxRecords;
import firegate.ingest.records.QuarantineRecords;
import firegate.ingest.rule.DeviceState;
import firegate.ingest.rule.RuleBook;
import firegate.ingest.rule.RuleEngine;
import firegate.ingest.rule.Severity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer of the journal that raises alarms: one thread that evaluates entries in order, takes fires ahead of them,
 * carries out people's commands, and commits all of it together with its cursor. What is committed is published.
 *
 * <p>While the records do not take a commit, it is tried again; a fire is then published at once as {@code stored:false}, and
 * nothing more is read from the journal, so that memory stays bounded.
 */
public final class AlarmDesk implements FireLane, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AlarmDesk.class);
    private static final int READ_ENTRIES = 2_000;
    private static final Duration IDLE_WAIT = Duration.ofMillis(20);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);
    /** Most time between a change that nobody waits for and its commit. */
    private static final long COMMIT_EVERY_MS = 500;
    /** Fires beyond this many waiting are left to be met in order; the journal has them. */
    private static final int LANE_LIMIT = 10_000;

    private static final Duration KEEP_OUTBOX = Duration.ofDays(7);

    private final Journal journal;
    private final Database database;
    private final DeviceRegistry registry;
    private final LedgerBook ledger;
    private final InstantSource clock;
    private final Watch watch;
    private final RuleBook book;
    private final ConcurrentLinkedQueue<Runnable> ahead = new ConcurrentLinkedQueue<>();
    private final AtomicInteger aheadSize = new AtomicInteger();
    private final List<Consumer<List<Alarm>>> alarmListeners = new ArrayList<>();
    private final List<Consumer<List<Entry>>> entryListeners = new ArrayList<>();
    /** Alarms that were published although they are not committed. */
    private final Set<String> shownUnstored = new HashSet<>();

    private final Thread thread = new Thread(this::run, "alarms");

    private Position cursor;
    private Set<Long> fireAhead;
    private long lastEvent;
    private long lastCommitMs;
    private volatile List<Alarm> openAlarms = List.of();
    private volatile String problem;
    private volatile String journalProblem;
    private volatile long behind;
    private volatile boolean running = true;

    public AlarmDesk(
            Journal journal,
            Database database,
            DeviceRegistry registry,
            LedgerBook ledger,
            RuleBook book,
            Duration lateAfter,
            InstantSource clock) {
        this.journal = journal;
        this.database = database;
        this.registry = registry;
        this.ledger = ledger;
        this.clock = clock;
        this.book = book;
        this.watch = new Watch(
                new RuleEngine(book),
                registry,
                lateAfter.toMillis(),
                () -> UlidCreator.getMonotonicUlid().toString(),
                clock.millis());
    }

    /** Called with the alarms of every commit, in the order of their changes, on the desk's thread. Before {@link #start}. */
    public void onAlarms(Consumer<List<Alarm>> listener) {
        alarmListeners.add(listener);
    }

    /** Called with the entries that were evaluated, on the desk's thread. Before {@link #start}. */
    public void onEntries(Consumer<List<Entry>> listener) {
        entryListeners.add(listener);
    }

    /** Continues from the last commit. */
    public void start() {
        database.reader().useHandle(handle -> {
            cursor = Cursors.of(handle, LedgerBook.ALARMS);
            fireAhead = Cursors.fireAhead(handle);
            lastEvent = OutboxRecords.last(handle);
            watch.restore(DeviceRecords.states(handle), AlarmRecords.open(handle));
        });
        openAlarms = watch.open();
        journal.release(LedgerBook.ALARMS, cursor);
        registry.onChange(device -> enqueue(() -> watch.deviceChanged(device)));
        thread.start();
    }

    @Override
    public void durable(Position position, Entry entry) {
        if (aheadSize.get() < LANE_LIMIT) {
            enqueue(() -> takeFire(position, entry));
        }
    }

    @Override
    public void unstored(Entry entry, String cause) {
        if (aheadSize.get() < LANE_LIMIT) {
            enqueue(() -> watch.takeUnstored(entry, clock.millis()));
        }
    }

    public CompletableFuture<Optional<Decision>> acknowledge(String id, String user, String note) {
        return command(id, (alarm, now) -> AlarmLifecycle.acknowledge(alarm, user, note, now));
    }

    public CompletableFuture<Optional<Decision>> reset(String id, String user, String note) {
        return command(id, (alarm, now) -> AlarmLifecycle.reset(alarm, user, note, now));
    }

    public CompletableFuture<Optional<Decision>> close(String id, String user, String note) {
        return command(id, (alarm, now) -> AlarmLifecycle.close(alarm, user, note, now));
    }

    public CompletableFuture<Optional<Decision>> note(String id, String user, String note) {
        return command(id, (alarm, now) -> AlarmLifecycle.note(alarm, user, note, now));
    }

    /** A screen shows these alarms. */
    public void painted(List<String> ids, String user) {
        long now = clock.millis();
        enqueue(() -> watch.painted(ids, user, now));
    }

    /** The open alarms as last published, among them those that could not be stored. */
    public List<Alarm> open() {
        return openAlarms;
    }

    public Optional<Alarm> open(String id) {
        return openAlarms.stream().filter(alarm -> alarm.id().equals(id)).findFirst();
    }

    /** The last values of a device; empty when nothing was ever received. */
    public Optional<DeviceState.View> view(String device) {
        return Optional.ofNullable(watch.view(device));
    }

    public RuleBook rules() {
        return book;
    }

    /** Why alarms cannot be evaluated or committed, in a sentence, or null. */
    public String problem() {
        return problem != null ? problem : journalProblem;
    }

    /** Entries of the journal that are not evaluated yet. */
    public long behind() {
        return behind;
    }

    /** Evaluates and commits what is in the journal, then stops. */
    @Override
    public void close() {
        running = false;
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The answer comes after the commit; empty when there is no such open alarm. */
    private CompletableFuture<Optional<Decision>> command(String id, BiFunction<Alarm, Long, Decision> command) {
        CompletableFuture<Optional<Decision>> answer = new CompletableFuture<>();
        enqueue(() -> {
            Decision decision = watch.command(id, command, clock.millis());
            if (decision instanceof Decision.Done && !commit()) {
                answer.completeExceptionally(new IllegalStateException(problem));
            } else {
                answer.complete(Optional.ofNullable(decision));
            }
        });
        return answer;
    }

    private void enqueue(Runnable work) {
        aheadSize.incrementAndGet();
        ahead.add(work);
    }

    private void run() {
        try {
            scanForFires();
            boolean more = true;
            while (running || more) {
                takeAhead();
                more = problem == null && readOn();
                if (!commitWhenDue()) {
                    more = false;
                    pause();
                }
            }
            commit();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits before the records are tried again, but not while a fire waits. */
    private void pause() throws InterruptedException {
        long until = clock.millis() + RETRY_PAUSE.toMillis();
        while (clock.millis() < until && ahead.isEmpty()) {
            Thread.sleep(IDLE_WAIT.toMillis());
        }
    }

    /** Fires that wait behind a backlog of the last run must not wait for it. */
    private void scanForFires() throws InterruptedException {
        Position at = cursor;
        Position head = journal.head();
        while (at.compareTo(head) < 0) {
            Journal.Batch batch = read(at, Duration.ZERO);
            if (batch.isEmpty()) {
                return;
            }
            for (int i = 0; i < batch.entries().size(); i++) {
                if (batch.entries().get(i).fire()) {
                    takeFire(batch.first().plus(i), batch.entries().get(i));
                }
            }
            at = batch.last();
        }
    }

    private void takeAhead() {
        Runnable work = ahead.poll();
        while (work != null) {
            aheadSize.decrementAndGet();
            work.run();
            work = ahead.poll();
        }
    }

    private void takeFire(Position position, Entry entry) {
        if (position.compareTo(cursor) > 0 && fireAhead.add(position.offset())) {
            watch.takeFire(position.offset(), entry, clock.millis());
        }
    }

    /** Evaluates the next entries; false when there are none. */
    private boolean readOn() throws InterruptedException {
        Journal.Batch batch = read(cursor, ahead.isEmpty() ? IDLE_WAIT : Duration.ZERO);
        long now = clock.millis();
        if (batch.isEmpty()) {
            behind = 0;
            watch.tick(now, now);
            return false;
        }
        List<Entry> entries = batch.entries();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            long offset = batch.first().offset() + i;
            try {
                watch.tick(Math.min(entry.receivedMs(), now), now);
                watch.take(offset, entry, fireAhead.remove(offset), now);
            } catch (RuntimeException e) {
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("device", entry.device())
                        .addKeyValue("position", offset)
                        .log("an entry could not be evaluated and was passed over");
            }
        }
        cursor = batch.last();
        behind = journal.head().offset() - cursor.offset();
        entryListeners.forEach(listener -> listener.accept(entries));
        return true;
    }

    /** Reads behind a position; entries that the journal lost are passed over, which the audit trail keeps. */
    private Journal.Batch read(Position after, Duration wait) throws InterruptedException {
        try {
            Journal.Batch batch = journal.read(after, READ_ENTRIES, wait);
            journalProblem = null;
            return batch;
        } catch (JournalException e) {
            if (e.kind() == JournalException.Cause.OUT_OF_RANGE) {
                skipTo(journal.state().oldest());
            } else {
                if (journalProblem == null) {
                    LOG.atError().setCause(e).log("the journal cannot be read");
                }
                journalProblem = "alarms cannot read the journal: " + e.getMessage();
                Thread.sleep(IDLE_WAIT.toMillis());
            }
            return new Journal.Batch(after, List.of());
        }
    }

    private void skipTo(Position oldest) {
        String gap = "entries " + (cursor.offset() + 1) + " to " + (oldest.offset() - 1) + " are missing";
        LOG.atError().addKeyValue("gap", gap).log("the journal has lost entries that were not evaluated");
        database.writer()
                .run(handle ->
                        AuditRecords.append(handle, clock.millis(), Transition.SYSTEM, "journal.gap", "journal", gap));
        cursor = oldest.plus(-1);
    }

    private boolean commitWhenDue() {
        Changes changes = watch.changes();
        boolean due = changes.urgent || clock.millis() - lastCommitMs >= COMMIT_EVERY_MS;
        return !due || changes.isEmpty() || commit();
    }

    /** Commits everything that was decided since the last commit and publishes it. */
    private boolean commit() {
        Changes changes = watch.changes();
        if (changes.isEmpty()) {
            return true;
        }
        long now = clock.millis();
        List<OutboxRecords.Event> events = events(changes, now);
        try {
            database.writer()
                    .run(handle -> write(handle, changes, events, now), () -> ledger.committed(changes.ledger));
        } catch (RuntimeException e) {
            failed(changes, e);
            return false;
        }
        lastCommitMs = now;
        lastEvent += events.size();
        journal.release(LedgerBook.ALARMS, cursor);
        if (problem != null) {
            LOG.atInfo().log("records can be written again");
            problem = null;
            shownUnstored.clear();
        }
        watch.take();
        publish(changes, alarm -> watch.sent(alarm, clock.millis()));
        return true;
    }

    private void write(Handle handle, Changes changes, List<OutboxRecords.Event> events, long now) {
        registry.record(handle, changes.devices, changes.attributes);
        AlarmRecords.put(handle, changes.alarms.values());
        for (Transition transition : changes.transitions) {
            AuditRecords.append(
                    handle,
                    now,
                    transition.actor(),
                    "alarm." + transition.reason().id(),
                    "alarm:" + transition.after().id(),
                    transition.detail());
        }
        OutboxRecords.put(handle, events);
        if (!events.isEmpty()) {
            OutboxRecords.drop(handle, now - KEEP_OUTBOX.toMillis());
        }
        DeviceRecords.putStates(
                handle, changes.states.stream().map(DeviceState::snapshot).toList());
        LedgerRecords.add(handle, changes.ledger);
        QuarantineRecords.put(handle, changes.rejected);
        Cursors.addFireAhead(handle, changes.fireAhead);
        Cursors.dropFireAhead(handle, cursor);
        Cursors.move(handle, LedgerBook.ALARMS, cursor);
    }

    private List<OutboxRecords.Event> events(Changes changes, long now) {
        List<OutboxRecords.Event> events = new ArrayList<>();
        for (Transition transition : changes.transitions) {
            String event = eventOf(transition);
            if (event != null) {
                events.add(new OutboxRecords.Event(lastEvent + events.size() + 1, now, event, transition.after()));
            }
        }
        return events;
    }

    private static String eventOf(Transition transition) {
        if (transition.after().status().state() == AlarmState.CLOSED) {
            return "closed";
        }
        return switch (transition.reason()) {
            case RAISED, RE_RAISED -> "raised";
            case ESCALATED -> "escalated";
            case ACKNOWLEDGED -> "acknowledged";
            default -> null;
        };
    }

    private void failed(Changes changes, RuntimeException cause) {
        if (problem == null) {
            LOG.atError().setCause(cause).log("records cannot be written; fires are shown without being stored");
        }
        problem = "records cannot be written: " + cause.getMessage();
        Changes fires = new Changes();
        changes.alarms.forEach((id, alarm) -> {
            if (alarm.open() && alarm.status().severity() == Severity.CRITICAL && shownUnstored.add(id)) {
                fires.alarms.put(id, AlarmLifecycle.notStored(alarm));
            }
        });
        publish(fires, alarm -> alarm);
    }

    private void publish(Changes changes, UnaryOperator<Alarm> stamp) {
        List<Alarm> published = new ArrayList<>();
        changes.alarms.forEach((id, alarm) -> {
            if (!changes.stampedOnly.contains(id)) {
                published.add(stamp.apply(alarm));
            }
        });
        openAlarms = problem == null
                ? watch.open()
                : watch.open().stream()
                        .map(alarm -> watch.changes().waits(alarm.id()) ? AlarmLifecycle.notStored(alarm) : alarm)
                        .toList();
        if (!published.isEmpty()) {
            alarmListeners.forEach(listener -> listener.accept(published));
        }
    }
}
