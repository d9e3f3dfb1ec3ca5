package firegate.ingest.pipeline;

import firegate.ingest.alarm.Calling;
import firegate.ingest.alarm.Transition;
import firegate.ingest.journal.Position;
import firegate.ingest.records.AlarmRecords;
import firegate.ingest.records.AuditRecords;
import firegate.ingest.records.Counters;
import firegate.ingest.records.Cursors;
import firegate.ingest.records.Database;
import firegate.ingest.records.DeviceRecords;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.records.LedgerRecords;
import firegate.ingest.records.OutboxRecords;
import firegate.ingest.records.QuarantineRecords;
import firegate.ingest.records.ShelfRecords;
import firegate.ingest.rule.DeviceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what was decided, and how far the journal was evaluated for it, in one transaction. */
final class AlarmCommit {

    private static final Logger LOG = LoggerFactory.getLogger(AlarmCommit.class);
    /** Events that every receiver has taken. */
    private static final Duration KEEP_TAKEN = Duration.ofDays(1);
    /** Events that a receiver has not taken: after that long, nobody wants them any more. */
    private static final Duration KEEP_ALL = Duration.ofDays(7);

    /** How long others may keep the records; a fire must not wait longer to be shown. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final Database database;
    private final DeviceRegistry registry;
    private final LedgerBook ledger;
    private long lastEvent;
    /** A commit that failed without saying whether it came about, or null. */
    private Changes.Done unanswered;

    AlarmCommit(Database database, DeviceRegistry registry, LedgerBook ledger) {
        this.database = database;
        this.registry = registry;
        this.ledger = ledger;
    }

    void restore(Handle handle) {
        lastEvent = OutboxRecords.last(handle);
    }

    /** What the database said, without the statement around it. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }

    /** All or nothing; throws what the records throw. Called again with what was added meanwhile until it succeeds. */
    void write(Changes changes, Position cursor, long nowMs) throws InterruptedException {
        database.writer()
                .run(
                        handle -> {
                            long number = Counters.next(handle, Counters.COMMITS);
                            settle(changes, number);
                            List<OutboxRecords.Event> events = events(changes, nowMs);
                            write(handle, changes, events, cursor, nowMs);
                            unanswered = changes.done(number, events.size());
                        },
                        () -> {
                            committed(unanswered);
                            unanswered = null;
                        },
                        PATIENCE);
    }

    /** The connection can break after the commit and before its answer; its number then tells. */
    private void settle(Changes changes, long number) {
        if (unanswered != null && number > unanswered.number() + 1) {
            throw new IllegalStateException("somebody else commits alarms");
        }
        if (unanswered != null && number == unanswered.number() + 1) {
            LOG.atInfo().log("a commit came about although its answer was lost");
            changes.leaveOut(unanswered);
            committed(unanswered);
        }
        unanswered = null;
    }

    private void committed(Changes.Done done) {
        registry.recorded(done.devices());
        ledger.committed(done.ledger());
        lastEvent += done.events();
    }

    /** Does everything that {@link #write} does and undoes it, so that the first alarm does not wait for code to be loaded. */
    void rehearse(Changes changes, long nowMs) {
        try {
            database.writer().run(handle -> {
                write(handle, changes, events(changes, nowMs), Cursors.of(handle, LedgerBook.ALARMS), nowMs);
                throw new Rehearsed();
            });
        } catch (Rehearsed undone) {
            LOG.debug("the first commit was rehearsed");
        }
    }

    private static final class Rehearsed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void write(Handle handle, Changes changes, List<OutboxRecords.Event> events, Position cursor, long nowMs) {
        registry.record(handle, changes.devices);
        AlarmRecords.put(handle, changes.alarms.values());
        ShelfRecords.put(handle, changes.shelves);
        AuditRecords.append(handle, acts(changes, nowMs));
        OutboxRecords.put(handle, events);
        if (!events.isEmpty()) {
            OutboxRecords.drop(handle, nowMs - KEEP_TAKEN.toMillis(), nowMs - KEEP_ALL.toMillis());
        }
        DeviceRecords.putStates(
                handle, changes.states.stream().map(DeviceState::snapshot).toList());
        LedgerRecords.add(handle, changes.ledger);
        QuarantineRecords.put(handle, changes.rejected);
        Cursors.addFireAhead(handle, changes.fireAhead);
        Cursors.dropFireAhead(handle, cursor);
        Cursors.move(handle, LedgerBook.ALARMS, cursor);
    }

    private static List<AuditRecords.Act> acts(Changes changes, long nowMs) {
        List<AuditRecords.Act> acts = new ArrayList<>();
        for (Transition transition : changes.transitions) {
            String action = "alarm." + transition.reason().id();
            String subject = "alarm:" + transition.after().id();
            acts.add(new AuditRecords.Act(nowMs, transition.actor(), action, subject, transition.detail()));
        }
        for (Changes.Act act : changes.acts) {
            acts.add(new AuditRecords.Act(nowMs, Transition.SYSTEM, act.action(), act.subject(), act.detail()));
        }
        return acts;
    }

    private List<OutboxRecords.Event> events(Changes changes, long nowMs) {
        List<OutboxRecords.Event> events = new ArrayList<>();
        for (Transition transition : changes.transitions) {
            String event = Calling.event(transition);
            if (event != null) {
                events.add(new OutboxRecords.Event(lastEvent + events.size() + 1, nowMs, event, transition.after()));
            }
        }
        return events;
    }
}
