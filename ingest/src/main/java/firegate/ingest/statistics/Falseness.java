package firegate.ingest.statistics;

import firegate.ingest.alarm.Verdict;

/** How many alarms of a kind were false. */
public final class Falseness {

    private long alarms;
    private long judged;
    private long wrong;

    void add(String verdict) {
        alarms++;
        judged += verdict.equals(Verdict.UNVERIFIED.id()) ? 0 : 1;
        wrong += verdict.equals(Verdict.FALSE_ALARM.id()) ? 1 : 0;
    }

    public long alarms() {
        return alarms;
    }

    /** Of them, those that a person has given a verdict. */
    public long judged() {
        return judged;
    }

    public long wrong() {
        return wrong;
    }

    /** False ones of those with a verdict, 0 to 1; NaN when there is none. */
    public double rate() {
        return judged == 0 ? Double.NaN : (double) wrong / judged;
    }
}
