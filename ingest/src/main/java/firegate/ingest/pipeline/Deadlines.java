package firegate.ingest.pipeline;

import firegate.ingest.rule.DeviceState;
import java.util.TreeSet;

/** When time alone changes something for a device. Holds each device at most once. */
final class Deadlines {

    /** A device with the moment at which to look at it again. */
    static final class Watched implements Comparable<Watched> {
        final DeviceState state;
        /** The gateway that delivered it last. */
        String via;
        /** Whether an entry of it was understood since the start. */
        boolean admitted;

        private long deadlineMs = Long.MAX_VALUE;

        Watched(DeviceState state) {
            this.state = state;
        }

        @Override
        public int compareTo(Watched other) {
            int byTime = Long.compare(deadlineMs, other.deadlineMs);
            return byTime != 0 ? byTime : state.device().compareTo(other.state.device());
        }
    }

    private final TreeSet<Watched> byTime = new TreeSet<>();

    /** A deadline that moved away is found out when it comes; one that came nearer must be known. */
    void schedule(Watched of, long nextMs) {
        if (nextMs < of.deadlineMs) {
            byTime.remove(of);
            of.deadlineMs = nextMs;
            byTime.add(of);
        }
    }

    /** Takes a device out whose deadline has come; null when there is none. */
    Watched due(long untilMs) {
        if (byTime.isEmpty() || byTime.first().deadlineMs > untilMs) {
            return null;
        }
        Watched of = byTime.pollFirst();
        of.deadlineMs = Long.MAX_VALUE;
        return of;
    }

    void remove(Watched of) {
        byTime.remove(of);
    }

    int size() {
        return byTime.size();
    }
}
