package firegate.dashboard.api;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Alarm.Stamp;
import firegate.ingest.alarm.AlarmState;
import firegate.ingest.pipeline.AlarmDesk;
import firegate.ingest.records.AlarmRecords;
import firegate.ingest.records.AlarmRecords.After;
import firegate.ingest.records.AlarmRecords.Filter;
import firegate.ingest.records.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Pages of alarms. What is open is answered from the desk's memory, which has also what could not be stored and needs no
 * records; what may be closed from the records, with what only the desk has put in its place.
 */
final class AlarmList {

    private static final Comparator<Alarm> NEWEST_FIRST = Comparator.comparing(
                    (Alarm alarm) -> alarm.clock().at(Stamp.RAISED))
            .thenComparing(Alarm::id)
            .reversed();
    private static final Comparator<Alarm> MOST_SEVERE_FIRST = Comparator.comparing(
                    (Alarm alarm) -> -alarm.status().severity().rank())
            .thenComparing(NEWEST_FIRST);

    private final AlarmDesk desk;
    private final Database database;

    AlarmList(AlarmDesk desk, Database database) {
        this.desk = desk;
        this.database = database;
    }

    /** @param cursor place of the last alarm of the page before, or null */
    JsonObject page(Filter filter, JsonArray cursor, int limit) {
        After after = cursor == null ? null : new After(cursor.getInteger(0), cursor.getLong(1), cursor.getString(2));
        boolean mayBeClosed = filter.state() == null || filter.state().equals(AlarmState.CLOSED.id());
        return mayBeClosed ? recorded(filter, after, limit) : open(filter, after, limit);
    }

    private JsonObject open(Filter filter, After after, int limit) {
        boolean all = "open".equals(filter.state());
        Comparator<Alarm> order = all ? MOST_SEVERE_FIRST : NEWEST_FIRST;
        List<Alarm> found = openThatFit(filter).sorted(order).toList();
        List<Alarm> rest = found.stream()
                .filter(alarm -> after == null || isBehind(alarm, after, all))
                .limit(limit + 1L)
                .toList();
        return page(rest, limit, found.size());
    }

    private JsonObject recorded(Filter filter, After after, int limit) {
        Map<String, Alarm> open = new HashMap<>();
        desk.open().forEach(alarm -> open.put(alarm.id(), alarm));
        return database.reader().withHandle(handle -> {
            List<Alarm> unrecorded = filter.state() != null
                    ? List.of()
                    : openThatFit(filter)
                            .filter(alarm -> !alarm.status().stored()
                                    && AlarmRecords.alarm(handle, alarm.id()).isEmpty())
                            .toList();
            List<Alarm> found = new ArrayList<>();
            for (Alarm alarm : AlarmRecords.list(handle, filter, after, limit + 1)) {
                found.add(filter.state() == null ? open.getOrDefault(alarm.id(), alarm) : alarm);
            }
            unrecorded.stream()
                    .filter(alarm -> after == null || isBehind(alarm, after, false))
                    .forEach(found::add);
            found.sort(NEWEST_FIRST);
            return page(found, limit, AlarmRecords.count(handle, filter) + unrecorded.size());
        });
    }

    /** @param found one more than the limit when there is another page */
    private static JsonObject page(List<Alarm> found, int limit, long total) {
        List<Alarm> page = found.size() > limit ? found.subList(0, limit) : found;
        String next = null;
        if (found.size() > limit) {
            After last = After.of(page.get(limit - 1));
            next = Page.cursor(last.severity(), last.raisedMs(), last.id());
        }
        return Page.of(page.stream().map(AlarmJson::of).toList(), next, total);
    }

    private static boolean isBehind(Alarm alarm, After after, boolean bySeverity) {
        After place = After.of(alarm);
        if (bySeverity && place.severity() != after.severity()) {
            return place.severity() < after.severity();
        }
        return place.raisedMs() != after.raisedMs()
                ? place.raisedMs() < after.raisedMs()
                : place.id().compareTo(after.id()) < 0;
    }

    private Stream<Alarm> openThatFit(Filter filter) {
        return desk.open().stream().filter(alarm -> fits(alarm, filter));
    }

    private static boolean fits(Alarm alarm, Filter filter) {
        long raisedMs = alarm.clock().at(Stamp.RAISED);
        String state = filter.state();
        return (state == null
                        || state.equals("open")
                        || state.equals(alarm.status().state().id()))
                && (filter.severity() == null
                        || filter.severity() == alarm.status().severity().rank())
                && (filter.site() == null || filter.site().equals(alarm.origin().site()))
                && (filter.device() == null
                        || Objects.equals(filter.device(), alarm.origin().device()))
                && (filter.rule() == null || filter.rule().equals(alarm.origin().rule()))
                && (filter.verdict() == null
                        || filter.verdict().equals(alarm.handling().verdict().id()))
                && (filter.fromMs() == null || raisedMs >= filter.fromMs())
                && (filter.toMs() == null || raisedMs < filter.toMs());
    }
}
