package firegate.dashboard.api;

import firegate.ingest.alarm.AlarmCommand;
import firegate.ingest.alarm.AlarmCommands;
import firegate.ingest.alarm.FalseCause;
import firegate.ingest.alarm.Verdict;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What people want of alarms, as it stands in the body of a request. */
final class AlarmCommandBody {

    private static final int LONGEST_NOTE = 4_000;
    private static final int LONGEST_NAME = 64;
    private static final String VERDICTS =
            Arrays.stream(Verdict.values()).map(Verdict::id).toList().toString();
    private static final String CAUSES =
            Arrays.stream(FalseCause.values()).map(FalseCause::id).toList().toString();

    private final Predicate<String> mayHandle;
    private final Map<String, Reader> actions = new LinkedHashMap<>();

    private interface Reader {
        AlarmCommand read(Body body, String user);
    }

    /** @param mayHandle whether alarms may be assigned to a user of this name */
    AlarmCommandBody(Predicate<String> mayHandle) {
        this.mayHandle = mayHandle;
        actions.put("acknowledge", (body, user) -> {
            String note = note(body);
            return (alarm, now) -> AlarmCommands.acknowledge(alarm, user, note, now);
        });
        actions.put("reset", (body, user) -> {
            String note = note(body);
            return (alarm, now) -> AlarmCommands.reset(alarm, user, note, now);
        });
        actions.put("close", (body, user) -> {
            String note = note(body);
            return (alarm, now) -> AlarmCommands.close(alarm, user, note, now);
        });
        actions.put("note", (body, user) -> {
            String note = needed(body, "note", "a text: what is to be kept");
            return (alarm, now) -> AlarmCommands.note(alarm, user, note, now);
        });
        actions.put("assign", this::assign);
        actions.put("verdict", AlarmCommandBody::verdict);
        actions.put("shelve", AlarmCommandBody::shelve);
        actions.put("unshelve", (body, user) -> (alarm, now) -> AlarmCommands.unshelve(alarm, user));
    }

    Set<String> actions() {
        return actions.keySet();
    }

    /** Reads the command; the caller ends the body. */
    AlarmCommand read(String action, Body body, String user) {
        AlarmCommand command = actions.get(action).read(body, user);
        Double version = body.number("version", 1, Long.MAX_VALUE);
        return version == null ? command : command.ifVersion(version.longValue());
    }

    private static String note(Body body) {
        return body.text("note", LONGEST_NOTE);
    }

    private static String needed(Body body, String key, String allowed) {
        String text = body.text(key, LONGEST_NOTE);
        if (text == null || text.isBlank()) {
            throw body.bad(key, allowed);
        }
        return text;
    }

    private AlarmCommand assign(Body body, String user) {
        if (!body.has("user")) {
            throw body.bad("user", "the name of a user, or null for nobody");
        }
        String assignee = body.text("user", LONGEST_NAME);
        String note = note(body);
        if (assignee != null && !mayHandle.test(assignee)) {
            throw body.bad("user", "a user with the role admin or duty, or null for nobody");
        }
        return (alarm, now) -> AlarmCommands.assign(alarm, user, assignee, note, now);
    }

    private static AlarmCommand verdict(Body body, String user) {
        String verdictId = body.text("verdict", LONGEST_NAME);
        Verdict verdict =
                Verdict.of(String.valueOf(verdictId)).orElseThrow(() -> body.bad("verdict", "one of " + VERDICTS));
        String causeId = body.text("cause", LONGEST_NAME);
        FalseCause cause = causeId == null
                ? null
                : FalseCause.of(causeId).orElseThrow(() -> body.bad("cause", "one of " + CAUSES));
        if (verdict == Verdict.FALSE_ALARM && cause == null) {
            throw body.bad("cause", "with a false alarm, one of " + CAUSES);
        }
        if (verdict != Verdict.FALSE_ALARM && cause != null) {
            throw body.bad("cause", "nothing: only a false alarm has a cause");
        }
        String note = note(body);
        return (alarm, now) -> AlarmCommands.verdict(alarm, user, verdict, cause, note, now);
    }

    private static AlarmCommand shelve(Body body, String user) {
        Long until = body.time("until");
        if (until == null) {
            throw body.bad(
                    "until", "a time in the future, at most " + AlarmCommands.LONGEST_SHELF.toDays() + " days away");
        }
        String reason = needed(body, "reason", "a text: why the alarm is put aside");
        return (alarm, now) -> AlarmCommands.shelve(alarm, user, until, reason, now);
    }
}
