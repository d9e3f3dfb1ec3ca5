package firegate.ingest.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.alarm.Alarm.Clock;
import firegate.ingest.alarm.Alarm.Handling;
import firegate.ingest.alarm.Alarm.Measured;
import firegate.ingest.alarm.Alarm.Note;
import firegate.ingest.alarm.Alarm.Origin;
import firegate.ingest.alarm.Alarm.Stamp;
import firegate.ingest.alarm.Alarm.Status;
import firegate.ingest.alarm.Suppression.Surroundings;
import firegate.ingest.alarm.Transition.Reason;
import firegate.ingest.device.Kind;
import firegate.ingest.rule.Rule;
import firegate.ingest.rule.Severity;
import firegate.ingest.rule.Signal;
import firegate.ingest.rule.Text;
import firegate.ingest.rulebook.RuleBookReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarmLifecycleTest {

    private static final Rule FIRE = RuleBookReader.builtIn().rule("smoke.fire").orElseThrow();
    private static final Rule HEAT = RuleBookReader.builtIn().rule("smoke.heat").orElseThrow();
    private static final Rule BATTERY =
            RuleBookReader.builtIn().rule("charging.battery_hot").orElseThrow();
    private static final long NOW = 5_000;

    /** Where an alarm may stand: state, whether the condition is met now, whether it latches. */
    @ParameterizedTest(name = "{0} active={1} latched={2} + {3} -> {4} active={5} {6}")
    @CsvSource(textBlock = """
            # from           active latched signal      to               active reason
            ACTIVE_UNACKED,   true,  false,  RAISED,     ACTIVE_UNACKED,   true,  REPEATED
            ACTIVE_UNACKED,   true,  false,  REPEATED,   ACTIVE_UNACKED,   true,  REPEATED
            ACTIVE_UNACKED,   true,  false,  RETURNED,   RETURNED_UNACKED, false, RETURNED
            ACTIVE_UNACKED,   true,  false,  SUPERSEDED, CLOSED,           false, SUPERSEDED
            ACTIVE_ACKED,     true,  false,  RAISED,     ACTIVE_ACKED,     true,  REPEATED
            ACTIVE_ACKED,     true,  false,  REPEATED,   ACTIVE_ACKED,     true,  REPEATED
            ACTIVE_ACKED,     true,  false,  RETURNED,   CLOSED,           false, RETURNED_AND_CLOSED
            ACTIVE_ACKED,     true,  false,  SUPERSEDED, CLOSED,           false, SUPERSEDED
            RETURNED_UNACKED, false, false,  RAISED,     ACTIVE_UNACKED,   true,  RE_RAISED
            RETURNED_UNACKED, false, false,  REPEATED,   ACTIVE_UNACKED,   true,  RE_RAISED
            RETURNED_UNACKED, false, false,  RETURNED,   -,                -,     -
            RETURNED_UNACKED, false, false,  SUPERSEDED, CLOSED,           false, SUPERSEDED
            ACTIVE_UNACKED,   true,  true,   RAISED,     ACTIVE_UNACKED,   true,  REPEATED
            ACTIVE_UNACKED,   true,  true,   REPEATED,   ACTIVE_UNACKED,   true,  REPEATED
            ACTIVE_UNACKED,   true,  true,   RETURNED,   ACTIVE_UNACKED,   false, RETURNED
            ACTIVE_UNACKED,   true,  true,   SUPERSEDED, CLOSED,           false, SUPERSEDED
            ACTIVE_UNACKED,   false, true,   RAISED,     ACTIVE_UNACKED,   true,  RE_RAISED
            ACTIVE_UNACKED,   false, true,   REPEATED,   ACTIVE_UNACKED,   true,  RE_RAISED
            ACTIVE_UNACKED,   false, true,   RETURNED,   -,                -,     -
            ACTIVE_ACKED,     true,  true,   RAISED,     ACTIVE_ACKED,     true,  REPEATED
            ACTIVE_ACKED,     true,  true,   RETURNED,   ACTIVE_ACKED,     false, RETURNED
            ACTIVE_ACKED,     false, true,   RAISED,     ACTIVE_UNACKED,   true,  RE_RAISED
            ACTIVE_ACKED,     false, true,   REPEATED,   ACTIVE_UNACKED,   true,  RE_RAISED
            ACTIVE_ACKED,     false, true,   RETURNED,   -,                -,     -
            """)
    void signal(
            AlarmState from,
            boolean active,
            boolean latched,
            Signal.Type type,
            String to,
            String nowActive,
            String reason) {
        Alarm alarm = alarm(from, active, latched);

        Optional<Transition> transition = AlarmLifecycle.onSignal(alarm, signal(type), sighting(false, true));

        if (to.equals("-")) {
            assertThat(transition).isEmpty();
            return;
        }
        assertThat(transition).hasValueSatisfying(done -> {
            Status status = done.after().status();
            assertThat(status.state()).isEqualTo(AlarmState.valueOf(to));
            assertThat(status.active()).isEqualTo(Boolean.valueOf(nowActive));
            assertThat(done.reason()).isEqualTo(Reason.valueOf(reason));
            assertThat(done.after().version()).isEqualTo(alarm.version() + 1);
            assertThat(done.before()).isEqualTo(alarm);
            boolean shown = type == Signal.Type.RAISED || type == Signal.Type.REPEATED;
            assertThat(status.count()).isEqualTo(shown ? 2 : 1);
            boolean closed = status.state() == AlarmState.CLOSED;
            assertThat(done.after().clock().at(Stamp.CLOSED)).isEqualTo(closed ? NOW : null);
            assertThat(done.after().clock().at(Stamp.RETURNED))
                    .isEqualTo(type == Signal.Type.RETURNED ? Long.valueOf(3_000) : null);
        });
    }

    @ParameterizedTest(name = "{0} active={1} latched={2} + {3} -> {4}")
    @CsvSource(delimiter = '|', textBlock = """
            ACTIVE_UNACKED   | true  | false | acknowledge | ACTIVE_ACKED acknowledged
            ACTIVE_UNACKED   | false | true  | acknowledge | ACTIVE_ACKED acknowledged
            RETURNED_UNACKED | false | false | acknowledge | CLOSED acknowledged_and_closed
            ACTIVE_ACKED     | true  | false | acknowledge | already acknowledged by lin
            CLOSED           | false | false | acknowledge | the alarm is closed
            ACTIVE_UNACKED   | true  | false | reset       | only latched alarms are reset; this one ends when its condition is gone
            ACTIVE_UNACKED   | true  | true  | reset       | the device still reports the condition; it can be reset once that is gone
            ACTIVE_UNACKED   | false | true  | reset       | acknowledge the alarm before resetting it
            ACTIVE_ACKED     | true  | true  | reset       | the device still reports the condition; it can be reset once that is gone
            ACTIVE_ACKED     | false | true  | reset       | CLOSED reset
            CLOSED           | false | true  | reset       | the alarm is closed
            ACTIVE_UNACKED   | true  | false | close       | acknowledge the alarm before closing it
            ACTIVE_UNACKED   | false | true  | close       | acknowledge the alarm before closing it
            RETURNED_UNACKED | false | false | close       | acknowledge the alarm before closing it
            ACTIVE_ACKED     | true  | true  | close       | CLOSED closed
            ACTIVE_ACKED     | true  | false | close       | CLOSED closed
            ACTIVE_ACKED     | false | true  | close       | CLOSED closed
            ACTIVE_ACKED     | true  | false | silent close| the condition is still met: say in a note why the alarm is closed
            ACTIVE_ACKED     | false | true  | silent close| CLOSED closed
            CLOSED           | false | false | close       | the alarm is closed
            ACTIVE_UNACKED   | true  | false | note        | ACTIVE_UNACKED noted
            ACTIVE_ACKED     | true  | false | note        | ACTIVE_ACKED noted
            RETURNED_UNACKED | false | false | note        | RETURNED_UNACKED noted
            ACTIVE_ACKED     | true  | false | silent note | the note is empty
            """)
    void command(AlarmState from, boolean active, boolean latched, String command, String outcome) {
        Alarm alarm = alarm(from, active, latched);
        String note = command.startsWith("silent") ? " " : "checked on site";

        Decision decision = switch (command.replace("silent ", "")) {
            case "acknowledge" -> AlarmCommands.acknowledge(alarm, "wang", note, NOW);
            case "reset" -> AlarmCommands.reset(alarm, "wang", note, NOW);
            case "close" -> AlarmCommands.close(alarm, "wang", note, NOW);
            default -> AlarmCommands.note(alarm, "wang", note, NOW);
        };

        if (decision instanceof Decision.Done done) {
            Transition transition = done.transition();
            assertThat(transition.after().status().state() + " "
                            + transition.reason().id())
                    .isEqualTo(outcome);
            assertThat(transition.actor()).isEqualTo("wang");
            assertThat(transition.after().handling().notes())
                    .isEqualTo(note.isBlank() ? List.of() : List.of(new Note(NOW, "wang", note)));
            assertThat(transition.after().version()).isEqualTo(alarm.version() + 1);
        } else {
            assertThat(((Decision.Refused) decision).reason()).isEqualTo(outcome);
        }
    }

    @Test
    void aSignalWithoutAnAlarmRaisesOneUnlessItOnlyEndsSomething() {
        assertThat(AlarmLifecycle.onSignal(null, signal(Signal.Type.RETURNED), sighting(false, true)))
                .isEmpty();
        assertThat(AlarmLifecycle.onSignal(null, signal(Signal.Type.SUPERSEDED), sighting(false, true)))
                .isEmpty();
        for (Signal.Type type : List.of(Signal.Type.RAISED, Signal.Type.REPEATED)) {
            Transition raised = AlarmLifecycle.onSignal(null, signal(type), sighting(true, true))
                    .orElseThrow();
            assertThat(raised.reason()).isEqualTo(Reason.RAISED);
            assertThat(raised.before()).isNull();
            assertThat(raised.after().status())
                    .isEqualTo(new Status(
                            AlarmState.ACTIVE_UNACKED,
                            Severity.CRITICAL,
                            true,
                            true,
                            false,
                            true,
                            1,
                            new Measured("fire", 1, ""),
                            new Text("火", "fire")));
            assertThat(raised.after().clock().stamps())
                    .containsExactly(
                            Map.entry(Stamp.DEVICE, 3_000L),
                            Map.entry(Stamp.RECEIVED, 4_000L),
                            Map.entry(Stamp.JOURNALED, 4_500L),
                            Map.entry(Stamp.RAISED, NOW));
        }
    }

    @Test
    void aHigherLevelOfAnAcknowledgedAlarmMustBeAcknowledgedAnew() {
        Alarm major = with(alarm(AlarmState.ACTIVE_ACKED, true, false), Severity.MAJOR, false, false, true);
        Transition escalated = AlarmLifecycle.onSignal(
                        major, signal(BATTERY, Signal.Type.RAISED, Severity.CRITICAL, false), sighting(false, true))
                .orElseThrow();
        assertThat(escalated.reason()).isEqualTo(Reason.ESCALATED);
        assertThat(escalated.after().status().state()).isEqualTo(AlarmState.ACTIVE_UNACKED);
        assertThat(escalated.after().status().severity()).isEqualTo(Severity.CRITICAL);

        Transition lower = AlarmLifecycle.onSignal(
                        escalated.after(),
                        signal(BATTERY, Signal.Type.REPEATED, Severity.MAJOR, false),
                        sighting(false, true))
                .orElseThrow();
        assertThat(lower.after().status().severity()).isEqualTo(Severity.CRITICAL);
    }

    @Test
    void aFireInEarnestAfterAnAcknowledgedTestMustBeAcknowledgedAnew() {
        Alarm test = with(alarm(AlarmState.ACTIVE_ACKED, true, true), Severity.CRITICAL, false, true, true);
        Transition again = AlarmLifecycle.onSignal(
                        test, signal(FIRE, Signal.Type.REPEATED, Severity.CRITICAL, true), sighting(false, true))
                .orElseThrow();
        assertThat(again.reason()).isEqualTo(Reason.REPEATED);
        assertThat(again.after().status().test()).isTrue();

        Transition earnest = AlarmLifecycle.onSignal(
                        test, signal(FIRE, Signal.Type.REPEATED, Severity.CRITICAL, false), sighting(false, true))
                .orElseThrow();
        assertThat(earnest.reason()).isEqualTo(Reason.ESCALATED);
        assertThat(earnest.after().status().test()).isFalse();
        assertThat(earnest.after().status().state()).isEqualTo(AlarmState.ACTIVE_UNACKED);
    }

    @Test
    void aFireThatBurnsNowAfterAnAcknowledgedPastOneMustBeAcknowledgedAnew() {
        Alarm past = with(alarm(AlarmState.ACTIVE_ACKED, true, true), Severity.CRITICAL, true, false, true);
        Transition now = AlarmLifecycle.onSignal(past, signal(Signal.Type.REPEATED), sighting(false, true))
                .orElseThrow();
        assertThat(now.reason()).isEqualTo(Reason.ESCALATED);
        assertThat(now.after().status().late()).isFalse();
        assertThat(now.after().status().state()).isEqualTo(AlarmState.ACTIVE_UNACKED);
    }

    @Test
    void whatTheDeviceSentAgainIsStoredAndNotCountedTwice() {
        Alarm unstored = with(alarm(AlarmState.ACTIVE_ACKED, true, true), Severity.CRITICAL, false, false, false);
        Transition stored = AlarmLifecycle.onSignal(unstored, signal(Signal.Type.RAISED), sighting(false, true))
                .orElseThrow();
        assertThat(stored.reason()).isEqualTo(Reason.STORED);
        assertThat(stored.after().id()).isEqualTo(unstored.id());
        assertThat(stored.after().status().stored()).isTrue();
        assertThat(stored.after().status().count()).isEqualTo(1);
        assertThat(stored.after().status().state()).isEqualTo(AlarmState.ACTIVE_ACKED);
        assertThat(stored.after().clock().at(Stamp.JOURNALED)).isEqualTo(4_500);
    }

    @Test
    void anAlarmWhoseRuleNoLongerAppliesReturnsAndIsEndedByPeopleAsUsual() {
        Alarm latched = alarm(AlarmState.ACTIVE_ACKED, true, true);
        Transition withdrawn =
                AlarmLifecycle.withdrawn(latched, "the device was removed", NOW).orElseThrow();
        assertThat(withdrawn.reason()).isEqualTo(Reason.RETURNED);
        assertThat(withdrawn.detail()).isEqualTo("the device was removed");
        assertThat(AlarmCommands.reset(withdrawn.after(), "wang", null, NOW)).isInstanceOf(Decision.Done.class);
        assertThat(AlarmLifecycle.withdrawn(withdrawn.after(), "again", NOW)).isEmpty();
        assertThat(AlarmLifecycle.withdrawn(alarm(AlarmState.CLOSED, false, true), "again", NOW))
                .isEmpty();
        assertThat(AlarmLifecycle.withdrawn(alarm(AlarmState.ACTIVE_UNACKED, true, false), "gone", NOW)
                        .orElseThrow()
                        .after()
                        .status()
                        .state())
                .isEqualTo(AlarmState.RETURNED_UNACKED);
    }

    @Test
    void theFirstScreenIsStampedAndEveryPersonWhoSawItIsKept() {
        Alarm alarm = alarm(AlarmState.ACTIVE_UNACKED, true, true);
        Alarm painted = AlarmLifecycle.painted(alarm, "wang", NOW).orElseThrow().after();
        assertThat(painted.clock().at(Stamp.PAINTED)).isEqualTo(NOW);
        assertThat(AlarmLifecycle.painted(painted, "wang", NOW + 1)).isEmpty();
        Alarm both =
                AlarmLifecycle.painted(painted, "lin", NOW + 1).orElseThrow().after();
        assertThat(both.clock().at(Stamp.PAINTED)).isEqualTo(NOW);
        assertThat(both.attention().seen())
                .containsExactly(new Attention.Seen("wang", NOW), new Attention.Seen("lin", NOW + 1));
        Alarm sent = AlarmLifecycle.sent(alarm, NOW);
        assertThat(AlarmLifecycle.sent(sent, NOW + 1)).isSameAs(sent);
        assertThat(sent.version()).isEqualTo(alarm.version());
    }

    @Test
    void aChildIsSilentWhileAParentStandsForItAndIsHeardWhenThatEnds() {
        Alarm child = with(alarm(AlarmState.ACTIVE_UNACKED, true, false), Severity.MINOR, false, false, true);
        Transition adopted = Calling.of(AlarmLifecycle.adopted(child, "parent"), Surroundings.QUIET, null, NOW);
        assertThat(adopted.after().attention().suppressed()).isEqualTo(Suppression.INHIBITED);
        assertThat(Calling.event(adopted)).isNull();

        Transition released = Calling.of(AlarmLifecycle.released(adopted.after()), Surroundings.QUIET, null, NOW);
        assertThat(released.after().handling().parent()).isNull();
        assertThat(released.after().attention().suppressed()).isNull();
        assertThat(Calling.event(released)).isEqualTo("raised");
    }

    @Test
    void nothingSilencesACriticalAlarm() {
        Alarm fire = alarm(AlarmState.ACTIVE_UNACKED, true, true);
        Surroundings loud = new Surroundings(true, true);
        assertThat(Suppression.of(fire, loud, true)).isNull();
        Alarm child = AlarmLifecycle.adopted(fire, "parent").after();
        assertThat(Calling.of(AlarmLifecycle.adopted(fire, "parent"), loud, null, NOW)
                        .after()
                        .attention()
                        .suppressed())
                .isNull();
        assertThat(Suppression.of(child, loud, true)).isNull();
        assertThat(AlarmCommands.shelve(fire, "wang", NOW + 1, "noise", NOW)).isInstanceOf(Decision.Refused.class);
    }

    private static Signal signal(Signal.Type type) {
        return signal(FIRE, type, Severity.CRITICAL, false);
    }

    private static Signal signal(Rule rule, Signal.Type type, Severity severity, boolean test) {
        Rule by = type == Signal.Type.SUPERSEDED ? HEAT : null;
        return new Signal(type, rule, severity, 3_000, 4_000, "fire", 1, test, by);
    }

    private static Sighting sighting(boolean late, boolean stored) {
        return new Sighting(
                "new",
                "d",
                "s",
                Kind.SMOKE,
                late,
                false,
                false,
                stored,
                stored ? 4_500L : null,
                new Measured("fire", 1, ""),
                new Text("火", "fire"),
                "successor",
                NOW);
    }

    private static Alarm alarm(AlarmState state, boolean active, boolean latched) {
        Origin origin = new Origin(
                "a", "device:d", "d", "s", Kind.SMOKE, "smoke.fire", 1, latched, new Text("感烟火警", "Smoke fire alarm"));
        Status status = new Status(
                state,
                Severity.CRITICAL,
                active,
                false,
                false,
                true,
                1,
                new Measured("fire", 1, ""),
                new Text("火", "fire"));
        String by = state == AlarmState.ACTIVE_ACKED ? "lin" : null;
        return new Alarm(
                origin,
                status,
                new Handling(by, List.of(), null, List.of(), null, null),
                null,
                new Clock(Map.of(Stamp.RAISED, 1L)),
                7);
    }

    private static Alarm with(Alarm alarm, Severity severity, boolean late, boolean test, boolean stored) {
        Status was = alarm.status();
        Status status =
                new Status(was.state(), severity, was.active(), late, test, stored, 1, was.value(), was.message());
        return new Alarm(alarm.origin(), status, alarm.handling(), alarm.attention(), alarm.clock(), alarm.version());
    }
}
