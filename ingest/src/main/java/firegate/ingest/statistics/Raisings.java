package firegate.ingest.statistics;

import firegate.ingest.alarm.Flood;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of ISA-18.2 that come from the moments at which alarms were raised: floods, as {@link Flood} says; an alarm chatters that comes three times within a minute.
 */
final class Raisings {

    static final int CHATTERS_FROM = 3;
    private static final long MINUTE_MS = 60_000;

    private final Deque<Long> window = new ArrayDeque<>();
    private final List<Statistics.Flood> floods = new ArrayList<>();
    private final Map<String, Chatter> chatters = new HashMap<>();
    private long floodFromMs = Long.MIN_VALUE;
    private long inFlood;

    private static final class Chatter {
        final Deque<Long> minute = new ArrayDeque<>();
        int most;
    }

    /** Takes one raising; they come in the order of time. */
    void add(String subjectAndRule, long timeMs) {
        pass(timeMs);
        window.addLast(timeMs);
        if (floodFromMs != Long.MIN_VALUE) {
            inFlood++;
        } else if (window.size() > Flood.BEGINS_ABOVE) {
            floodFromMs = timeMs;
            inFlood = window.size();
        }
        Chatter chatter = chatters.computeIfAbsent(subjectAndRule, key -> new Chatter());
        drop(chatter.minute, timeMs - MINUTE_MS);
        chatter.minute.addLast(timeMs);
        chatter.most = Math.max(chatter.most, chatter.minute.size());
    }

    /** Ends a flood at the moment at which fewer than five are left in the window. */
    private void pass(long nowMs) {
        while (!window.isEmpty() && window.peekFirst() <= nowMs - Flood.WINDOW_MS) {
            long left = window.pollFirst() + Flood.WINDOW_MS;
            if (floodFromMs != Long.MIN_VALUE && window.size() < Flood.ENDS_BELOW) {
                floods.add(new Statistics.Flood(floodFromMs, left, inFlood));
                floodFromMs = Long.MIN_VALUE;
            }
        }
    }

    private static void drop(Deque<Long> times, long untilMs) {
        while (!times.isEmpty() && times.peekFirst() <= untilMs) {
            times.pollFirst();
        }
    }

    /** One that is under way lasts until then. */
    List<Statistics.Flood> floods(long toMs) {
        pass(toMs);
        List<Statistics.Flood> all = new ArrayList<>(floods);
        if (floodFromMs != Long.MIN_VALUE) {
            all.add(new Statistics.Flood(floodFromMs, toMs, inFlood));
        }
        return all;
    }

    /** The most raisings within a minute, of what chatters. */
    Map<String, Integer> chattering() {
        Map<String, Integer> most = new HashMap<>();
        chatters.forEach((key, chatter) -> {
            if (chatter.most >= CHATTERS_FROM) {
                most.put(key, chatter.most);
            }
        });
        return most;
    }
}
