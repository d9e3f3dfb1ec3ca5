package firegate.ingest.alarm;

/** What a person wants of an alarm; one of {@link AlarmCommands}, or what is made of them. */
public interface AlarmCommand {

    Decision on(Alarm alarm, long nowMs);

    /** Only if the alarm has not changed since the person looked at it. */
    default AlarmCommand ifVersion(long version) {
        return (alarm, nowMs) -> alarm.version() == version
                ? on(alarm, nowMs)
                : Decision.refused("the alarm has changed since version " + version + ": it is at version "
                        + alarm.version() + " now, " + alarm.status().state().id());
    }

    /** Never on a critical alarm: those are looked at one by one. */
    default AlarmCommand belowCritical() {
        return (alarm, nowMs) -> alarm.critical()
                ? Decision.refused("critical alarms are not handled in bulk; open this one")
                : on(alarm, nowMs);
    }
}
