package firegate.ingest.rule;

import static firegate.ingest.device.Kind.EV_CHARGING;
import static firegate.ingest.device.Kind.HYDRANT;
import static firegate.ingest.device.Kind.SMOKE;
import static firegate.ingest.device.Kind.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.device.Kind;
import firegate.ingest.rulebook.RuleBookReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each built-in rule as a time line; every step also with a restart before it. */
class BuiltInRulesTest {

    /** Every rule with a delay: a value just met, a value just not met, its delay, a clearing value, its delay. */
    private static final String DELAYED = """
            SMOKE,       smoke.prealarm,       smoke,               0.10,  0.0999, 30,  0.0699, 0.07, 120, major
            SMOKE,       smoke.heat,           temperature,         57,    56.99,  30,  51.99,  52,   120, critical
            HYDRANT,     hydrant.low,          pressure,            0.1399,0.14,   900, 0.15,   0.1499, 600, major
            HYDRANT,     hydrant.verylow,      pressure,            0.0999,0.10,   60,  0.12,   0.1199, 300, major
            EV_CHARGING, charging.battery_hot, battery_temperature, 50,    49.99,  30,  44.99,  45,   600, major
            """;

    @ParameterizedTest
    @CsvSource(textBlock = DELAYED)
    void raisesOnceTheValueHasHeldForItsDelayAndReturnsOnceItWasClearForItsOwn(
            Kind kind,
            String rule,
            String metric,
            double met,
            double under,
            int hold,
            double clear,
            double band,
            int clearHold,
            String severity) {
        double cleared = hold + 100.0;
        Timeline.of(kind).at(0, metric, under).tick(hold * 10.0).says();
        Timeline.of(kind)
                .at(0, metric, met)
                .tick(hold - 0.001)
                .says()
                .tick(hold)
                .says(hold + " raised " + rule + " " + severity)
                .at(hold + 10, metric, met)
                .says(hold + 10 + " repeated " + rule + " " + severity)
                .at(hold + 20, metric, band)
                .says()
                .at(cleared, metric, clear)
                .tick(cleared + clearHold - 0.001)
                .says()
                .at(cleared + clearHold, metric, clear)
                .says((int) cleared + clearHold + " returned " + rule + " " + severity);
    }

    @ParameterizedTest
    @CsvSource(textBlock = DELAYED)
    void doesNotRaiseWhatHeldTooShort(Kind kind, String rule, String metric, double met, double under, int hold) {
        Timeline.of(kind)
                .at(0, metric, met)
                .at(hold - 0.001, metric, under)
                .tick(hold * 2.0)
                .at(hold * 2.0, metric, met)
                .at(hold * 3.0 - 0.001, metric, under)
                .tick(hold * 4.0)
                .says();
    }

    @ParameterizedTest
    @CsvSource(textBlock = DELAYED)
    void aSampleOfAnotherMetricCompletesTheDelay(
            Kind kind,
            String rule,
            String metric,
            double met,
            double under,
            int hold,
            double clear,
            double band,
            int clearHold,
            String severity) {
        Timeline.of(kind)
                .at(0, metric, met)
                .at(hold + 5, "battery", 90)
                .says(hold + " raised " + rule + " " + severity);
    }

    @ParameterizedTest
    @CsvSource(textBlock = DELAYED)
    void aSampleThatContradictsPastTheDelayCompletesItFirst(
            Kind kind,
            String rule,
            String metric,
            double met,
            double under,
            int hold,
            double clear,
            double band,
            int clearHold,
            String severity) {
        Timeline.of(kind)
                .at(0, metric, met)
                .at(hold + 5, metric, clear)
                .says(hold + " raised " + rule + " " + severity)
                .tick(hold + 5.0 + clearHold)
                .says(hold + 5 + clearHold + " returned " + rule + " " + severity);
    }

    @ParameterizedTest
    @CsvSource(textBlock = DELAYED)
    void aValueBackWithinTheBandInterruptsTheClearing(
            Kind kind,
            String rule,
            String metric,
            double met,
            double under,
            int hold,
            double clear,
            double band,
            int clearHold,
            String severity) {
        double t = hold + 10.0;
        Timeline.of(kind)
                .at(0, metric, met)
                .tick(hold)
                .says(hold + " raised " + rule + " " + severity)
                .at(t, metric, clear)
                .at(t + clearHold - 1, metric, band)
                .tick(t + clearHold * 5.0)
                .says();
    }

    @ParameterizedTest
    @CsvSource(textBlock = DELAYED)
    void raisesAnewAfterItReturned(
            Kind kind,
            String rule,
            String metric,
            double met,
            double under,
            int hold,
            double clear,
            double band,
            int clearHold,
            String severity) {
        int back = hold + 1 + clearHold;
        Timeline.of(kind)
                .at(0, metric, met)
                .at(hold + 1, metric, clear)
                .tick(back)
                .says(hold + " raised " + rule + " " + severity, back + " returned " + rule + " " + severity)
                .at(back + 10, metric, met)
                .tick(back + 10.0 + hold)
                .says(back + 10 + hold + " raised " + rule + " " + severity);
    }

    @ParameterizedTest
    @CsvSource(textBlock = DELAYED)
    void aLateSampleWaitsForTheRestOfItsDelayFromItsReceipt(
            Kind kind,
            String rule,
            String metric,
            double met,
            double under,
            int hold,
            double clear,
            double band,
            int clearHold,
            String severity) {
        Timeline late = Timeline.of(kind).late(0, 3600, metric, met);
        assertThat(late.nextDeadline()).isEqualTo(3600 + hold);
        late.tick(3600 + hold).says(hold + " raised " + rule + " " + severity);
    }

    @ParameterizedTest
    @CsvSource(textBlock = DELAYED)
    void ignoresAnOlderSampleThatComesAfterANewerOne(
            Kind kind, String rule, String metric, double met, double under, int hold) {
        Timeline.of(kind)
                .at(100, metric, under)
                .late(50, 101, metric, met)
                .tick(100 + hold * 10.0)
                .says();
    }

    @ParameterizedTest
    @CsvSource(textBlock = DELAYED)
    void ofTwoSamplesAtOneTimeTheOneThatCameLaterCounts(
            Kind kind,
            String rule,
            String metric,
            double met,
            double under,
            int hold,
            double clear,
            double band,
            int clearHold,
            String severity) {
        Timeline.of(kind)
                .at(0, metric, met)
                .at(0, metric, under)
                .tick(hold * 10.0)
                .says();
        Timeline.of(kind)
                .at(0, metric, under)
                .at(0, metric, met)
                .tick(hold)
                .says(hold + " raised " + rule + " " + severity);
    }

    @ParameterizedTest
    @CsvSource(textBlock = DELAYED)
    void aFieldThatComesAloneMergesWithWhatIsKnown(
            Kind kind,
            String rule,
            String metric,
            double met,
            double under,
            int hold,
            double clear,
            double band,
            int clearHold,
            String severity) {
        Timeline.of(kind)
                .at(0, metric, met)
                .at(0, "signal", -70)
                .at(10, "signal", -71)
                .at(hold, "signal", -70)
                .says(hold + " raised " + rule + " " + severity);
    }

    @ParameterizedTest
    @CsvSource({"SMOKE, smoke.fire", "UNKNOWN, smoke.fire", "EV_CHARGING, charging.fire", "HYDRANT, smoke.fire"})
    void fireRaisesAtOnceIsCountedAndLatches(Kind kind, String rule) {
        Timeline.of(kind)
                .at(0, "fire", 0)
                .says()
                .at(1, "fire", 1)
                .says("1 raised " + rule + " critical")
                .at(2, "fire", 1)
                .says("2 repeated " + rule + " critical")
                .at(3, "fire", 0)
                .says("3 returned " + rule + " critical")
                .at(4, "fire", 0)
                .says()
                .at(5, "fire", 1)
                .says("5 raised " + rule + " critical")
                .at(6, "fire", 0)
                .says("6 returned " + rule + " critical")
                .dismiss(rule, 7)
                .says()
                .at(8, "fire", 1)
                .says("8 raised " + rule + " critical");
    }

    @Test
    void theSameFireTwiceIsOne() {
        Timeline.of(SMOKE)
                .at(1, "fire", 1)
                .says("1 raised smoke.fire critical")
                .late(1, 2, "fire", 1)
                .fireAhead(1, 3)
                .late(1, 4000, "fire", 1)
                .says();
    }

    @Test
    void aFireTakenAheadIsNotCountedAgainInOrder() {
        Timeline.of(SMOKE)
                .fireAhead(10, 10)
                .says("10 raised smoke.fire critical")
                .at(1, "fire", 0)
                .at(5, "smoke", 0.01)
                .at(10, "fire", 1, "smoke", 0.01)
                .says()
                .at(11, "fire", 0)
                .says("11 returned smoke.fire critical");
    }

    @Test
    void aFireThatComesAfterANewerFalseIsPastButRaisesAndLatches() {
        Timeline.of(SMOKE)
                .at(100, "fire", 0)
                .late(50, 101, "fire", 1)
                .says("50 raised smoke.fire critical", "100 returned smoke.fire critical")
                .late(60, 102, "fire", 1)
                .says("60 raised smoke.fire critical", "100 returned smoke.fire critical")
                .at(103, "smoke", 0.5)
                .tick(200)
                .says()
                .dismiss("smoke.fire", 201)
                .says("201 raised smoke.prealarm major");
    }

    @Test
    void aFireOlderThanFiveMinutesRaisesLikeAnyOther() {
        Timeline.of(SMOKE).late(0, 1200, "fire", 1).says("0 raised smoke.fire critical");
    }

    @Test
    void anOldFireOfADeviceThatNowBurnsIsARepeat() {
        Timeline.of(SMOKE)
                .at(100, "fire", 1)
                .says("100 raised smoke.fire critical")
                .late(50, 101, "fire", 1)
                .says("50 repeated smoke.fire critical")
                .at(102, "smoke", 0.01)
                .says();
    }

    @Test
    void aFireThatAPersonClosedWhileItBurnedComesBackWithTheNextSignal() {
        Timeline.of(SMOKE)
                .at(1, "fire", 1)
                .says("1 raised smoke.fire critical")
                .dismiss("smoke.fire", 2)
                .says()
                .late(0, 3, "fire", 1)
                .says("0 raised smoke.fire critical")
                .dismiss("smoke.fire", 4)
                .at(5, "fire", 1)
                .says("5 raised smoke.fire critical");
    }

    @Test
    void aTestIsSaidToBeOne() {
        Timeline.of(SMOKE)
                .at(1, "fire", 1, "test", 1)
                .says("1 raised smoke.fire critical test")
                .at(2, "test", 1, "fire", 1)
                .says("2 repeated smoke.fire critical test")
                .at(3, "fire", 1)
                .says("3 repeated smoke.fire critical");
    }

    @Test
    void fireSupersedesThePrealarmWhichComesBackAfterTheReset() {
        Timeline.of(SMOKE)
                .at(0, "smoke", 0.2)
                .tick(30)
                .says("30 raised smoke.prealarm major")
                .at(40, "fire", 1)
                .says("40 raised smoke.fire critical", "40 superseded smoke.prealarm major by smoke.fire")
                .at(50, "smoke", 0.3)
                .says()
                .at(60, "fire", 0)
                .says("60 returned smoke.fire critical")
                .at(70, "smoke", 0.3)
                .says()
                .dismiss("smoke.fire", 80)
                .says("80 raised smoke.prealarm major")
                .at(90, "smoke", 0.3)
                .says("90 repeated smoke.prealarm major");
    }

    @Test
    void aPrealarmThatEndsUnderAFireIsNotRaisedAfterIt() {
        Timeline.of(SMOKE)
                .at(0, "smoke", 0.2, "fire", 1)
                .says("0 raised smoke.fire critical")
                .tick(30)
                .at(40, "smoke", 0.01, "fire", 0)
                .says("40 returned smoke.fire critical")
                .tick(160)
                .dismiss("smoke.fire", 170)
                .says();
    }

    @Test
    void anEmptyHydrantIsOneAlarmAndComesBackDownTheSameWay() {
        Timeline.of(HYDRANT)
                .at(0, "pressure", 0.13)
                .tick(900)
                .says("900 raised hydrant.low major")
                .at(1000, "pressure", 0.05)
                .says("1000 repeated hydrant.low major")
                .tick(1060)
                .says("1060 raised hydrant.verylow major", "1060 superseded hydrant.low major by hydrant.verylow")
                .at(1100, "pressure", 0.13)
                .tick(1400)
                .says("1400 returned hydrant.verylow major", "1400 raised hydrant.low major")
                .at(1500, "pressure", 0.2)
                .tick(2100)
                .says("2100 returned hydrant.low major");
    }

    @Test
    void theLowerRuleKeepsQuietWhileTheHigherHasTheAlarm() {
        Timeline.of(HYDRANT)
                .at(0, "pressure", 0.05)
                .tick(60)
                .says("60 raised hydrant.verylow major")
                .tick(900)
                .says()
                .at(1000, "pressure", 0.3)
                .tick(1300)
                .says("1300 returned hydrant.verylow major", "1300 raised hydrant.low major")
                .tick(1600)
                .says("1600 returned hydrant.low major");
    }

    /** Whether or not anyone let time pass in between, delays end in their order. */
    @Test
    void delaysThatOneSampleCompletesEndInTheirOrder() {
        Timeline.of(HYDRANT)
                .at(0, "pressure", 0.05)
                .at(1200, "pressure", 0.05)
                .says("60 raised hydrant.verylow major", "1200 repeated hydrant.verylow major");
    }

    @Test
    void batteryEscalatesFromMajorToCriticalAndStaysAtTheHighestReached() {
        Timeline.of(EV_CHARGING)
                .at(0, "battery_temperature", 52)
                .tick(30)
                .says("30 raised charging.battery_hot major")
                .at(40, "battery_temperature", 61)
                .says("40 repeated charging.battery_hot major")
                .tick(70)
                .says("70 raised charging.battery_hot critical")
                .at(80, "battery_temperature", 49)
                .tick(680)
                .says()
                .at(700, "battery_temperature", 40)
                .tick(1300)
                .says("1300 returned charging.battery_hot critical");
    }

    @Test
    void aBatteryThatIsVeryHotFromTheStartIsOneCriticalAlarm() {
        Timeline.of(EV_CHARGING)
                .at(0, "battery_temperature", 65)
                .tick(30)
                .says("30 raised charging.battery_hot critical");
    }

    @Test
    void carbonMonoxideRaisesTheSoonerTheMoreThereIs() {
        Timeline.of(SMOKE).at(0, "co", 50).tick(3599.999).says().tick(3600).says("3600 raised smoke.co major");
        Timeline.of(SMOKE).at(0, "co", 100).tick(599.999).says().tick(600).says("600 raised smoke.co major");
        Timeline.of(SMOKE).at(0, "co", 300).tick(179.999).says().tick(180).says("180 raised smoke.co critical");
        Timeline.of(SMOKE).at(0, "co", 49.9).tick(100_000).says();
    }

    @Test
    void carbonMonoxideIsOneAlarmThatRisesAndEndsOnceAllOfItIsGone() {
        Timeline.of(SMOKE)
                .at(0, "co", 120)
                .tick(600)
                .says("600 raised smoke.co major")
                .at(700, "co", 350)
                .says("700 repeated smoke.co major")
                .tick(880)
                .says("880 raised smoke.co critical")
                .at(1000, "co", 60)
                .tick(3650)
                .says()
                .at(3700, "co", 60)
                .says("3700 repeated smoke.co critical")
                .at(4100, "co", 29)
                .tick(4699.999)
                .says()
                .tick(4700)
                .says("4700 returned smoke.co critical");
    }

    @Test
    void silenceRaisesAfterItsTimeAndTheNextMessageEndsIt() {
        Timeline.of(SMOKE)
                .every(600)
                .tick(100_000)
                .says()
                .seen(0)
                .tick(1319.999)
                .says()
                .tick(1320)
                .says("1320 raised device.offline minor")
                .tick(10_000)
                .says()
                .seen(20_000)
                .says("20000 returned device.offline minor")
                .tick(21_319)
                .says()
                .tick(21_320)
                .says("21320 raised device.offline minor");
    }

    @Test
    void silenceHasAFloorOfFiveMinutes() {
        Timeline.of(HYDRANT)
                .every(10)
                .at(0, "pressure", 0.3)
                .tick(299.999)
                .says()
                .tick(300)
                .says("300 raised device.offline minor");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void silenceOfADeviceWithoutIntervalSaysNothing(Kind kind) {
        assertThat(Timeline.of(kind).seen(0).tick(1e7).says().nextDeadline()).isEqualTo(-1);
    }

    @Test
    void aSilenceThatAPersonClosedSaysNothingMoreUntilTheDeviceWasHeard() {
        Timeline.of(UNKNOWN)
                .every(600)
                .seen(0)
                .tick(1320)
                .says("1320 raised device.offline minor")
                .dismiss("device.offline", 2000)
                .tick(500_000)
                .says()
                .seen(600_000)
                .says()
                .tick(601_320)
                .says("601320 raised device.offline minor");
    }

    @Test
    void aDeviceThatIsClaimedAsAnotherKindWhileItBurnsHasAnAlarmAllTheWay() {
        Timeline.of(UNKNOWN)
                .at(10, "fire", 1)
                .says("10 raised smoke.fire critical")
                .bind(EV_CHARGING, 20)
                .says("20 returned smoke.fire critical", "10 raised charging.fire critical")
                .at(30, "fire", 1)
                .says("30 repeated charging.fire critical");
    }

    @Test
    void aGuessThatBecomesSharperKeepsTheAlarm() {
        Timeline.of(UNKNOWN)
                .at(10, "fire", 1)
                .says("10 raised smoke.fire critical")
                .bind(SMOKE, 20)
                .says()
                .at(30, "fire", 0)
                .says("30 returned smoke.fire critical");
    }

    @Test
    void aDelayStartsAnewWithTheKindThatItBelongsTo() {
        Timeline.of(UNKNOWN)
                .at(0, "temperature", 60)
                .tick(1000)
                .says()
                .bind(SMOKE, 1000)
                .tick(1000)
                .says("30 raised smoke.heat critical")
                .bind(HYDRANT, 1100)
                .says("1100 returned smoke.heat critical");
    }

    @Test
    void aRuleThatTheBookNoLongerHasReturns() {
        RuleBook all = RuleBookReader.builtIn();
        List<Rule> rest = all.rules().stream()
                .filter(rule -> !rule.id().equals("smoke.heat"))
                .toList();
        Timeline.of(SMOKE, all)
                .at(0, "temperature", 60)
                .tick(30)
                .says("30 raised smoke.heat critical")
                .bind(new RuleBook(rest), 40)
                .says("40 returned smoke.heat critical")
                .at(50, "temperature", 60)
                .tick(100)
                .says();
    }

    @Test
    void anotherSampleOfTheSameTimeIsTheLastReceipt() {
        Timeline.of(SMOKE)
                .late(0, 0, "temperature", 60)
                .late(0, 20, "battery", 90)
                .tick(49.999)
                .says()
                .tick(50)
                .says("30 raised smoke.heat critical");
    }

    /** None of the built-in rules that latch has a delay; those of a user may. */
    @Test
    void aLatchedRuleThatHeldTooShortHidesNothing() throws IOException {
        String text = "title: {zh: 甲, en: a}, message: {zh: 甲, en: a}, source: eng.";
        RuleBook book = RuleBookReader.read(
                new ByteArrayInputStream("""
                rules:
                  - {id: a.high, version: 1, kinds: [smoke], cause: a, rank: 2, latched: true, %s,
                     levels: [{severity: critical, when: "co >= 300", for: 3m, clear: "co < 30", clearFor: 1m}]}
                  - {id: a.low, version: 1, kinds: [smoke], cause: a, rank: 1, %s,
                     levels: [{severity: major, when: "co >= 100", for: 1m, clear: "co < 30", clearFor: 1m}]}
                """.formatted(text, text).getBytes(StandardCharsets.UTF_8)));
        Timeline.of(SMOKE, book)
                .at(0, "co", 310)
                .at(100, "co", 200)
                .says("60 raised a.low major", "100 repeated a.low major")
                .at(110, "co", 310)
                .says("110 repeated a.low major")
                .tick(290)
                .says("290 raised a.high critical", "290 superseded a.low major by a.high")
                .at(300, "co", 10)
                .tick(360)
                .says("360 returned a.high critical")
                .at(370, "co", 200)
                .tick(430)
                .says()
                .dismiss("a.high", 440)
                .says("440 raised a.low major");
    }

    @Test
    void aClockThatIsSetBackAnHourStopsNothing() {
        Timeline.of(SMOKE)
                .every(600)
                .at(7200, "temperature", 60)
                .at(3600, "temperature", 20)
                .at(3610, "temperature", 60)
                .tick(3639)
                .says()
                .tick(3640)
                .says("3640 raised smoke.heat critical")
                .tick(3610 + 1320)
                .says("4930 raised device.offline minor");
    }

    @Test
    void aClockThatIsSetBackKeepsTheDelaysOfADeviceWithItsOwnClock() {
        Timeline.of(SMOKE)
                .late(100, 3700, "temperature", 60)
                .late(105, 105, "temperature", 60)
                .says()
                .tick(129)
                .says()
                .tick(130)
                .says("130 raised smoke.heat critical");
    }

    @Test
    void aMetricOfARuleIsWatchedHoweverManyOthersTheDeviceSends() {
        Object[] many = new Object[400];
        for (int i = 0; i < 200; i++) {
            many[2 * i] = "m" + i;
            many[2 * i + 1] = i;
        }
        Timeline.of(SMOKE)
                .at(0, many)
                .at(1, "temperature", 60, "fire", 1)
                .says("1 raised smoke.fire critical")
                .tick(31)
                .says("31 raised smoke.heat critical")
                .at(40, "fire", 0)
                .says("40 returned smoke.fire critical");
    }
}
