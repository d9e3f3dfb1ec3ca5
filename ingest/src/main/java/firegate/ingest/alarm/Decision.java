package firegate.ingest.alarm;

/** The answer to a person's command: a transition, or the reason why the alarm's state forbids it. */
public sealed interface Decision {

    record Done(Transition transition) implements Decision {}

    record Refused(String reason) implements Decision {}

    static Decision of(Transition transition) {
        return new Done(transition);
    }

    static Decision refused(String reason) {
        return new Refused(reason);
    }
}
