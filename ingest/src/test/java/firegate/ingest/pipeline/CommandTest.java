package firegate.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Alarm.Stamp;
import firegate.ingest.alarm.AlarmCommand;
import firegate.ingest.alarm.AlarmCommands;
import firegate.ingest.alarm.AlarmState;
import firegate.ingest.alarm.Decision;
import firegate.ingest.alarm.FalseCause;
import firegate.ingest.alarm.Verdict;
import firegate.ingest.device.Kind;
import firegate.ingest.records.testing.RecordsKind;
import firegate.ingest.rule.Severity;
import firegate.ingest.rulebook.RuleBookReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do with alarms, alone, at once, and while the program dies. */
class CommandTest {

    private static final Map<String, AlarmCommand> COMMANDS = Map.of(
            "acknowledged", (alarm, now) -> AlarmCommands.acknowledge(alarm, "wang", "", now),
            "shelved", (alarm, now) -> AlarmCommands.shelve(alarm, "wang", now + 60_000, "painting", now),
            "assigned", (alarm, now) -> AlarmCommands.assign(alarm, "wang", "lin", null, now),
            "noted", (alarm, now) -> AlarmCommands.note(alarm, "wang", "called", now),
            "judged",
                    (alarm, now) ->
                            AlarmCommands.verdict(alarm, "wang", Verdict.FALSE_ALARM, FalseCause.STEAM, null, now),
            "confirmed", (alarm, now) -> AlarmCommands.verdict(alarm, "wang", Verdict.CONFIRMED_FIRE, null, null, now));

    @TempDir
    Path directory;

    private DeskRig rig;

    @BeforeEach
    void start() {
        rig = new DeskRig(RecordsKind.SQLITE, directory).start();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"acknowledged", "shelved", "assigned", "noted", "judged", "confirmed"})
    void aCrashBeforeACommandIsCommittedLeavesNothingOfIt(String name) {
        Alarm before = rig.smoke("sd-1");
        rig.turn();
        rig.sql("CREATE TRIGGER crash BEFORE INSERT ON audit WHEN NEW.action = 'alarm." + name
                + "' BEGIN SELECT RAISE(ABORT, 'crash'); END");
        assertThatThrownBy(
                        () -> rig.desk.carryOut(before.id(), COMMANDS.get(name)).join())
                .hasMessageContaining("crash");
        rig.crash();
        rig.start();
        rig.sql("DROP TRIGGER crash");

        Alarm after = rig.turn().recorded(before.id());
        assertThat(after.status()).isEqualTo(before.status());
        assertThat(after.handling()).isEqualTo(before.handling());
        assertThat(rig.count("shelf")).isZero();
        assertThat(rig.trail("alarm:" + before.id())).containsExactly("alarm.raised system");
        assertThat(rig.done(rig.desk.carryOut(before.id(), COMMANDS.get(name)))).isInstanceOf(Decision.Done.class);
        assertThat(rig.trail("alarm:" + before.id())).containsExactly("alarm.raised system", "alarm." + name + " wang");
    }

    @Test
    void ofTwoPeopleAtOnceTheFirstActsAndTheSecondIsToldWhatTheFirstDid() {
        String id = rig.smoke("sd-1").id();
        CompletableFuture<Optional<Decision>> wang = rig.acknowledge(id, "wang", "");
        CompletableFuture<Optional<Decision>> lin = rig.acknowledge(id, "lin", "");
        CompletableFuture<Optional<Decision>> shelved = rig.shelve(id, "wang", 100);
        CompletableFuture<Optional<Decision>> again = rig.shelve(id, "lin", 200);
        CompletableFuture<Optional<Decision>> reset = rig.reset(id, "lin", "");

        assertThat(rig.done(wang)).isInstanceOf(Decision.Done.class);
        assertThat(rig.done(lin)).isEqualTo(new Decision.Refused("already acknowledged by wang"));
        assertThat(rig.done(shelved)).isInstanceOf(Decision.Done.class);
        assertThat(rig.done(again))
                .isEqualTo(new Decision.Refused("the alarm is shelved already, by wang; unshelve it first"));
        assertThat(rig.done(reset))
                .isEqualTo(new Decision.Refused(
                        "only latched alarms are reset; this one ends when its condition is gone"));
    }

    @Test
    void aDecisionOnAnOldVersionIsRefused() {
        Alarm seen = rig.smoke("sd-1");
        AlarmCommand onSeen = COMMANDS.get("judged").ifVersion(seen.version());
        rig.acknowledge(seen.id(), "lin", "").join();

        assertThat(((Decision.Refused) rig.done(rig.desk.carryOut(seen.id(), onSeen))).reason())
                .startsWith("the alarm has changed since version " + seen.version())
                .endsWith("active-acked");
        Alarm now = rig.recorded(seen.id());
        assertThat(rig.done(rig.desk.carryOut(seen.id(), COMMANDS.get("judged").ifVersion(now.version()))))
                .isInstanceOf(Decision.Done.class);
    }

    @Test
    void aVerdictMayBeGivenAfterTheEndAndBeChanged() {
        rig.send("sd-1", Kind.SMOKE, 0, "fire", 1);
        String id = rig.alarmOf("sd-1").id();
        rig.acknowledge(id, "wang", "").join();
        rig.send("sd-1", Kind.SMOKE, 5, "fire", 0);
        rig.settle();
        rig.reset(id, "wang", "").join();
        rig.send("sd-1", Kind.SMOKE, 10, "fire", 1);
        String next = rig.alarmOf("sd-1").id();

        assertThat(rig.done(rig.verdict(id, "wang", Verdict.CONFIRMED_FIRE, null)))
                .isInstanceOf(Decision.Done.class);
        assertThat(rig.recorded(id).clock().at(Stamp.CONFIRMED)).isNotNull();
        assertThat(rig.recorded(id).status().state()).isEqualTo(AlarmState.CLOSED);
        assertThat(rig.alarmOf("sd-1").id()).isEqualTo(next);
        assertThat(rig.done(rig.verdict(id, "lin", Verdict.CONFIRMED_FIRE, null)))
                .isEqualTo(new Decision.Refused("the verdict is confirmed-fire already, given by wang"));
        assertThat(rig.done(rig.verdict(id, "lin", Verdict.FALSE_ALARM, FalseCause.COOKING)))
                .isInstanceOf(Decision.Done.class);
        assertThat(rig.recorded(id).clock().at(Stamp.CONFIRMED)).isNull();
        assertThat(rig.recorded(id).handling().judgement().cause()).isEqualTo(FalseCause.COOKING);
        assertThat(rig.events(id)).containsExactly("raised", "acknowledged", "closed", "confirmed");
    }

    @Test
    void whatWasFoundFalseIsQuestionedAgainWhenItComesBackButAConfirmedFireIsNot() {
        for (Verdict verdict : List.of(Verdict.FALSE_ALARM, Verdict.CONFIRMED_FIRE)) {
            String device = "sd-" + verdict.id();
            rig.send(device, Kind.SMOKE, 0, "fire", 1);
            String id = rig.alarmOf(device).id();
            rig.acknowledge(id, "wang", "").join();
            rig.verdict(id, "wang", verdict, verdict == Verdict.FALSE_ALARM ? FalseCause.DUST : null)
                    .join();
            rig.send(device, Kind.SMOKE, 5, "fire", 0);
            rig.settle();
            rig.send(device, Kind.SMOKE, 6, "fire", 1);
            rig.settle();

            Alarm again = rig.recorded(id);
            assertThat(again.status().state()).isEqualTo(AlarmState.ACTIVE_UNACKED);
            assertThat(again.handling().verdict())
                    .isEqualTo(verdict == Verdict.FALSE_ALARM ? Verdict.UNVERIFIED : Verdict.CONFIRMED_FIRE);
        }
    }

    @Test
    void inBulkEachAlarmHasItsOwnAnswerAndACriticalOneIsLeftOut() {
        String one = rig.smoke("sd-1").id();
        String two = rig.smoke("sd-2").id();
        rig.acknowledge(two, "lin", "").join();
        rig.send("sd-3", Kind.SMOKE, 0, "fire", 1);
        String fire = rig.alarmOf("sd-3").id();

        List<Optional<Decision>> answers = rig.desk
                .carryOut(
                        List.of(one, two, fire, "nobody"),
                        COMMANDS.get("acknowledged").belowCritical())
                .join();

        assertThat(answers.get(0).orElseThrow()).isInstanceOf(Decision.Done.class);
        assertThat(answers.get(1)).hasValue(new Decision.Refused("already acknowledged by lin"));
        assertThat(answers.get(2))
                .hasValue(new Decision.Refused("critical alarms are not handled in bulk; open this one"));
        assertThat(answers.get(3)).isEmpty();
        assertThat(rig.recorded(fire).status().state()).isEqualTo(AlarmState.ACTIVE_UNACKED);
    }

    @Test
    void anAlarmKeepsTheRuleThatRaisedItWhenTheRuleIsEditedAndEndsByTheNewOne() throws Exception {
        Alarm before = rig.smoke("sd-1");
        rig.turn();
        rig.crash();
        String edited = """
                rules:
                  - id: smoke.prealarm
                    version: 2
                    kinds: [smoke]
                    cause: smoke
                    rank: 1
                    levels: [{severity: minor, when: "smoke >= 0.15", for: 30s, clear: "smoke < 0.1", clearFor: 0s}]
                    title: {zh: 烟雾, en: Smoke}
                    message: {zh: 烟雾, en: Smoke}
                    source: eng.
                """;
        rig.rules(RuleBookReader.read(new ByteArrayInputStream(edited.getBytes(StandardCharsets.UTF_8))));
        rig.start();

        assertThat(rig.turn().recorded(before.id()).origin().ruleVersion()).isEqualTo(1);
        rig.send("sd-1", Kind.SMOKE, 2, "smoke", 0.2);
        rig.settle();
        assertThat(rig.recorded(before.id()).status().severity()).isEqualTo(Severity.MAJOR);
        assertThat(rig.recorded(before.id()).origin()).isEqualTo(before.origin());
        rig.send("sd-1", Kind.SMOKE, 3, "smoke", 0.05);
        rig.settle();
        assertThat(rig.recorded(before.id()).status().state()).isEqualTo(AlarmState.RETURNED_UNACKED);
    }

    @Test
    void aDeviceRemovedWithOpenAlarmsLeavesThemReturnedForPeopleToEnd() {
        String smoke = rig.smoke("sd-1").id();
        rig.shelve(smoke, "wang", 500).join();
        rig.send("sd-1", Kind.SMOKE, 0, "fire", 1);
        rig.turn();
        rig.registry.delete("sd-1", "admin");
        rig.turn();

        List<Alarm> left = rig.desk.open();
        assertThat(left)
                .isNotEmpty()
                .allSatisfy(alarm -> assertThat(alarm.status().active()).isFalse());
        for (Alarm alarm : left) {
            rig.acknowledge(alarm.id(), "wang", "device is gone").join();
            rig.close(alarm.id(), "wang", "device is gone").join();
        }
        assertThat(rig.desk.open()).isEmpty();
    }
}
