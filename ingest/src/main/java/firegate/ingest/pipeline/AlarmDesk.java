package firegate.ingest.pipeline;

import com.github.f4b6a3.ulid.UlidFactory;
import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.AlarmCommand;
import firegate.ingest.alarm.Decision;
import firegate.ingest.intake.FireLane;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.Journal;
import firegate.ingest.journal.Position;
import firegate.ingest.records.AlarmRecords;
import firegate.ingest.records.Cursors;
import firegate.ingest.records.Database;
import firegate.ingest.records.DeviceRecords;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.records.ShelfRecords;
import firegate.ingest.rule.DeviceState;
import firegate.ingest.rule.RuleBook;
import firegate.ingest.rule.RuleEngine;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer of the journal that raises alarms: one thread that evaluates entries in order, takes fires ahead of them,
 * carries out people's commands, and commits all of it together with its cursor. What is committed is published.
 *
 * <p>While the records do not take a commit, it is tried again; a fire is then published at once as {@code stored:false}, and
 * nothing more is evaluated in order, so that memory stays bounded. The thread outlives every fault of its parts.
 */
public final class AlarmDesk implements FireLane, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AlarmDesk.class);
    private static final Duration IDLE_WAIT = Duration.ofMillis(20);
    /** Turns of {@link #IDLE_WAIT} between two attempts at a commit that failed. */
    private static final int RETRY_TURNS = 25;
    /** Most time between a change that nobody waits for and its commit. */
    private static final long COMMIT_EVERY_MS = 500;
    /** Fires beyond this many waiting are looked up in the journal instead. */
    private static final int LANE_LIMIT = 10_000;

    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final Journal journal;
    private final Database database;
    private final DeviceRegistry registry;
    private final InstantSource clock;
    private final RuleBook book;
    private final Watch watch;
    private final AlarmCommit records;
    private final AlarmNews news = new AlarmNews();
    private final List<Consumer<List<Entry>>> entryListeners = new CopyOnWriteArrayList<>();
    private final DeskQueue ahead = new DeskQueue(LANE_LIMIT);
    private final JournalReader reader;
    private final FireScan scan;
    private final AtomicBoolean laneOverflow = new AtomicBoolean();
    private final AtomicLong faults = new AtomicLong();
    private final Thread thread = new Thread(this::run, "alarms");

    private Position cursor;
    private Set<Long> fireAhead;
    private long lastCommitMs;
    private int retryIn;
    private volatile String recordsProblem;
    private volatile String fault;
    private volatile long behind;
    private volatile boolean flooded;
    private volatile boolean running = true;
    private volatile boolean draining = true;

    public AlarmDesk(
            Journal journal,
            Database database,
            DeviceRegistry registry,
            LedgerBook ledger,
            RuleBook book,
            Duration lateAfter,
            InstantSource clock) {
        this.journal = journal;
        this.reader = new JournalReader(journal);
        this.scan = new FireScan(reader);
        this.database = database;
        this.registry = registry;
        this.clock = clock;
        this.book = book;
        this.records = new AlarmCommit(database, registry, ledger);
        UlidFactory ids = UlidFactory.newMonotonicInstance(new SecureRandom(), clock::millis);
        this.watch = new Watch(
                new RuleEngine(book),
                registry,
                lateAfter.toMillis(),
                () -> ids.create().toString(),
                clock.millis());
        thread.setDaemon(true);
    }

    /** Called with the alarms of every commit, in the order of their changes, on the desk's thread. */
    public void onAlarms(Consumer<List<Alarm>> listener) {
        news.onAlarms(listener);
    }

    /** Called with the entries that were evaluated, on the desk's thread. */
    public void onEntries(Consumer<List<Entry>> listener) {
        entryListeners.add(listener);
    }

    /** Continues from the last commit. */
    public void start() {
        database.reader().useHandle(handle -> {
            cursor = Cursors.of(handle, LedgerBook.ALARMS);
            fireAhead = Cursors.fireAhead(handle);
            records.restore(handle);
            watch.restore(DeviceRecords.states(handle), AlarmRecords.open(handle), ShelfRecords.all(handle));
        });
        Rehearsal.run(book, registry, records, clock.millis());
        news.restored(watch);
        journal.release(LedgerBook.ALARMS, cursor);
        scan.begin(cursor, journal.head());
        registry.onChange(device -> ahead.add(() -> watch.deviceChanged(device, clock.millis())));
        registry.onDelete(device -> ahead.add(() -> watch.deviceDeleted(device, clock.millis())));
        thread.start();
    }

    @Override
    public void durable(Position position, Entry entry) {
        if (!ahead.offer(() -> takeFire(position, entry))) {
            laneOverflow.set(true);
        }
    }

    /** Beyond the limit it is left to the device, which was not answered and sends it again. */
    @Override
    public void unstored(Entry entry, String cause) {
        if (!ahead.offer(() -> watch.takeUnstored(entry, clock.millis()))) {
            LOG.atError().addKeyValue("device", entry.device()).log("a fire was left to be sent again: too many wait");
        }
    }

    /**
     * Carries out a person's command; the answer comes after the commit. Empty when there is no such alarm.
     *
     * @see #carryOut(List, AlarmCommand)
     */
    public CompletableFuture<Optional<Decision>> carryOut(String id, AlarmCommand command) {
        return carryOut(List.of(id), command).thenApply(answers -> answers.get(0));
    }

    /**
     * Carries out a person's command on each of several alarms, in one commit, after which the answers come in the same order.
     * While the records cannot be written, commands are not carried out and answered exceptionally; the first one that they
     * fail on is carried out in memory, answered exceptionally, and committed when they can.
     */
    public CompletableFuture<List<Optional<Decision>>> carryOut(List<String> ids, AlarmCommand command) {
        CompletableFuture<List<Optional<Decision>>> answer = new CompletableFuture<>();
        ahead.add(() -> {
            try {
                if (recordsProblem != null && !commit()) {
                    answer.completeExceptionally(new IllegalStateException("not carried out: " + recordsProblem));
                    return;
                }
                List<Optional<Decision>> decisions = ids.stream()
                        .map(id -> Optional.ofNullable(watch.command(id, command, this::ended, clock.millis())))
                        .toList();
                boolean done = decisions.stream().anyMatch(of -> of.orElse(null) instanceof Decision.Done);
                if (done && !commit()) {
                    answer.completeExceptionally(
                            new IllegalStateException("not stored yet, tried again: " + recordsProblem));
                } else {
                    answer.complete(decisions);
                }
            } catch (RuntimeException | InterruptedException e) {
                answer.completeExceptionally(e);
                throw e;
            }
        });
        return answer;
    }

    private Optional<Alarm> ended(String id) {
        return database.reader().withHandle(handle -> AlarmRecords.alarm(handle, id));
    }

    /** A screen shows these alarms. */
    public void painted(List<String> ids, String user) {
        long now = clock.millis();
        ahead.add(() -> watch.painted(ids, user, now));
    }

    /** The open alarms as last published, among them those that could not be stored. */
    public List<Alarm> open() {
        return news.open();
    }

    public Optional<Alarm> open(String id) {
        return open().stream().filter(alarm -> alarm.id().equals(id)).findFirst();
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
        if (running && !thread.isAlive() && thread.getState() != Thread.State.NEW) {
            return "alarms are not evaluated any more: their thread has ended";
        }
        return recordsProblem != null ? recordsProblem : reader.problem() != null ? reader.problem() : fault;
    }

    /** Whether alarms come faster than people can follow: lower ones make no sound. */
    public boolean flooded() {
        return flooded;
    }

    /** Entries of the journal that are not evaluated yet. */
    public long behind() {
        return behind;
    }

    /** Fires and people's commands that wait for the desk. */
    public int waiting() {
        return ahead.size();
    }

    /** How often something could not be evaluated for a fault of the program; each is in the log. */
    public long faults() {
        return faults.get();
    }

    /** Evaluates and commits what is in the journal, as far as a few seconds allow, then stops. */
    @Override
    public void close() {
        running = false;
        try {
            thread.join(DRAIN.toMillis());
            draining = false;
            thread.join(DRAIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean more = true;
            while (running || (more && draining)) {
                more = turn();
            }
            commit();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One turn of everything; false when there is nothing more to do at once. */
    private boolean turn() throws InterruptedException {
        try {
            takeAhead();
            if (recordsProblem != null) {
                news.uncommitted(watch.changes(), watch, clock.millis());
            }
            if (recordsProblem == null && scan.isDone()) {
                watch.look(clock.millis());
                flooded = watch.flooded();
            }
            boolean more = scan.isDone() ? recordsProblem == null ? readOn() : idle() : scanOn();
            return (!due() || commit()) && (more || !ahead.isEmpty());
        } catch (RuntimeException | Error e) {
            fault(e, "a turn of the alarm desk");
            return idle();
        }
    }

    private static boolean idle() throws InterruptedException {
        Thread.sleep(IDLE_WAIT.toMillis());
        return false;
    }

    private void fault(Throwable cause, String what) {
        faults.incrementAndGet();
        fault = "alarms: " + what + " failed: " + cause;
        LOG.atError().setCause(cause).log("{} failed; the desk goes on", what);
    }

    private void takeAhead() throws InterruptedException {
        ahead.work(cause -> fault(cause, "a fire taken ahead or a command"));
        if (laneOverflow.getAndSet(false)) {
            scan.begin(cursor, journal.head());
        }
    }

    private void takeFire(Position position, Entry entry) {
        if (position.compareTo(cursor) > 0 && !fireAhead.contains(position.offset())) {
            watch.takeFire(position.offset(), entry, clock.millis());
            fireAhead.add(position.offset());
        }
    }

    private boolean scanOn() throws InterruptedException {
        if (ahead.isEmpty()) {
            scan.next((position, entry) -> ahead.add(() -> takeFire(position, entry)));
        }
        return true;
    }

    /** Evaluates the next entries; false when there are none. */
    private boolean readOn() throws InterruptedException {
        Journal.Batch batch = reader.read(cursor, ahead.isEmpty() ? IDLE_WAIT : Duration.ZERO);
        long now = clock.millis();
        if (batch.isEmpty()) {
            skipLost();
            if (reader.problem() == null) {
                behind = 0;
                watch.tick(now, now);
            }
            return false;
        }
        List<Entry> entries = batch.entries();
        for (int i = 0; i < entries.size(); i++) {
            evaluate(batch.first().offset() + i, entries.get(i), now);
        }
        cursor = batch.last();
        behind = Math.max(0, journal.head().offset() - cursor.offset());
        for (Consumer<List<Entry>> listener : entryListeners) {
            try {
                listener.accept(entries);
            } catch (RuntimeException e) {
                fault(e, "somebody who is told of entries");
            }
        }
        return true;
    }

    private void evaluate(long offset, Entry entry, long now) {
        boolean fireTaken = !fireAhead.isEmpty() && fireAhead.remove(offset);
        watch.count(offset, entry);
        try {
            watch.tick(Math.min(entry.receivedMs(), now), now);
            watch.take(entry, fireTaken, now);
        } catch (RuntimeException e) {
            fault(e, "evaluating entry " + offset + " of device " + entry.device());
        }
    }

    /** Entries that the journal lost are passed over, which the audit trail keeps. */
    private void skipLost() {
        Position next = reader.skipLost(cursor);
        if (!next.equals(cursor)) {
            String gap = "entries " + (cursor.offset() + 1) + " to " + next.offset() + " are missing";
            LOG.atError().addKeyValue("gap", gap).log("the journal has lost entries that were not evaluated");
            watch.changes().act("journal.gap", "journal", gap);
            watch.changes().cursorMoved = true;
            cursor = next;
            fireAhead.removeIf(offset -> offset <= next.offset());
        }
    }

    /** Whether it is time to commit; the clock may have been set back meanwhile. */
    private boolean due() {
        if (recordsProblem != null) {
            return --retryIn <= 0;
        }
        return watch.changes().urgent || Math.abs(clock.millis() - lastCommitMs) >= COMMIT_EVERY_MS;
    }

    /** Commits everything that was decided since the last commit and publishes it. */
    private boolean commit() throws InterruptedException {
        Changes changes = watch.changes();
        long now = clock.millis();
        if (!changes.isEmpty()) {
            try {
                records.write(changes, cursor, now);
            } catch (RuntimeException e) {
                if (recordsProblem == null) {
                    LOG.atError().setCause(e).log("records cannot be written; fires are shown without being stored");
                }
                recordsProblem = "records cannot be written: " + AlarmCommit.reason(e);
                retryIn = RETRY_TURNS;
                return false;
            }
            watch.committed();
        }
        if (recordsProblem != null) {
            LOG.atInfo().log("records can be written again");
        }
        recordsProblem = null;
        fault = null;
        lastCommitMs = now;
        if (!changes.isEmpty()) {
            news.committed(changes, watch, clock.millis());
            journal.release(LedgerBook.ALARMS, cursor);
        }
        return true;
    }
}
