package firegate.gateway.town;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.gateway.town.RuleRun.Raised;
import firegate.ingest.device.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each incident as the built-in rules see it. */
class IncidentTest {

    private static final long START = Instant.parse("2026-11-25T12:00:00Z").toEpochMilli();
    private static final Town TOWN = SampleTown.of(7, SampleTown.DEVICES, LocalDate.of(2026, 11, 25), "demo-");

    private static Incident incident(IncidentKind kind) {
        return plan(kind).beginning(START, START + 1).get(0);
    }

    private static IncidentPlan plan(IncidentKind kind) {
        return IncidentPlan.of(TOWN, List.of(kind), START, Duration.ofDays(365));
    }

    private static List<Raised> raised(IncidentKind kind) {
        Incident incident = incident(kind);
        RuleRun run = new RuleRun(new TownModel(plan(kind)), START);
        return TOWN.devices().stream()
                .filter(incident::touches)
                .flatMap(device -> run.of(device, START - 3_600_000, incident.endMs() + 7_200_000).stream())
                .toList();
    }

    private static Set<String> rules(List<Raised> raised) {
        return raised.stream().map(Raised::rule).collect(Collectors.toSet());
    }

    private static long first(List<Raised> raised, String rule) {
        return raised.stream()
                .filter(of -> of.rule().equals(rule))
                .mapToLong(Raised::second)
                .min()
                .orElseThrow();
    }

    @Test
    void smokeInAKitchenIsAPrealarmWithinAMinuteAndThenAFire() {
        List<Raised> raised = raised(IncidentKind.KITCHEN_SMOKE);
        assertThat(first(raised, "smoke.prealarm")).isBetween(30L, 45L);
        assertThat(first(raised, "smoke.fire")).isBetween(55L, 70L);
        assertThat(raised).filteredOn(of -> of.rule().equals("smoke.fire")).hasSize(1);
    }

    @Test
    void aBatteryThatRunsAwayIsHotFirstThenABurningShed() {
        List<Raised> raised = raised(IncidentKind.CHARGING_FIRE);
        assertThat(first(raised, "charging.battery_hot")).isLessThan(260);
        assertThat(raised)
                .anyMatch(of -> of.rule().equals("charging.battery_hot")
                        && of.severity().equals("CRITICAL"));
        assertThat(first(raised, "charging.fire")).isBetween(270L, 300L);
        assertThat(raised).filteredOn(of -> of.rule().equals("smoke.fire")).hasSize(2);
        assertThat(first(raised, "smoke.heat")).isGreaterThan(300);
    }

    @Test
    void aBurstMainLeavesHydrantsOfTheVillageUseless() {
        List<Raised> raised = raised(IncidentKind.BURST_MAIN);
        assertThat(rules(raised)).contains("hydrant.verylow");
        assertThat(incident(IncidentKind.BURST_MAIN).part()).hasSize(7);
    }

    @Test
    void stolenWaterShowsAtOneHydrant() {
        List<Raised> raised = raised(IncidentKind.STOLEN_WATER);
        assertThat(first(raised, "hydrant.verylow")).isLessThan(120);
        assertThat(raised.stream().map(Raised::device).distinct()).hasSize(1);
    }

    @Test
    void dustRaisesAPrealarmButNoFire() {
        assertThat(rules(raised(IncidentKind.DUST))).contains("smoke.prealarm").doesNotContain("smoke.fire");
    }

    @Test
    void aTestOfADetectorIsAFireThatSaysItIsATest() {
        assertThat(raised(IncidentKind.SELF_TEST))
                .filteredOn(of -> of.rule().equals("smoke.fire"))
                .singleElement()
                .matches(Raised::test);
    }

    @Test
    void aDeadBatteryFallsSilent() {
        assertThat(rules(raised(IncidentKind.DEAD_BATTERY))).contains("device.offline");
    }

    @Test
    void anOutageSilencesMoreThanTenDevicesOfAVillage() {
        assertThat(raised(IncidentKind.AREA_OUTAGE))
                .filteredOn(of -> of.rule().equals("device.offline"))
                .hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @EnumSource(IncidentKind.class)
    void endsByItself(IncidentKind kind) {
        Incident incident = incident(kind);
        TownModel with = new TownModel(plan(kind));
        TownModel without = new TownModel(IncidentPlan.quiet(TOWN));
        for (TownDevice device : TOWN.devices()) {
            long at = with.nextMs(device, incident.endMs() - 1);
            assertThat(at).isEqualTo(without.nextMs(device, incident.endMs() - 1));
            assertThat(with.at(device, at)).isEqualTo(without.at(device, at));
        }
    }

    @ParameterizedTest
    @EnumSource(IncidentKind.class)
    void touchesNoOtherVillage(IncidentKind kind) {
        Incident incident = incident(kind);
        assertThat(TOWN.devices().stream()
                        .filter(incident::touches)
                        .map(TownDevice::village)
                        .distinct())
                .containsExactly(incident.lead().village());
    }

    @Test
    void comesRoundToEveryPlaceBeforeOneIsStruckTwice() {
        IncidentPlan plan = IncidentPlan.of(TOWN, List.of(IncidentKind.STOLEN_WATER), START, Duration.ofMinutes(1));
        long hydrants = TOWN.devices().stream()
                .filter(device -> device.device().kind() == Kind.HYDRANT)
                .count();
        assertThat(plan.beginning(START, START + hydrants * 60_000).stream()
                        .map(Incident::lead)
                        .distinct())
                .hasSize((int) hydrants);
    }

    @Test
    void leavesOutWhatTheTownHasNoPlaceFor() {
        Town one = SampleTown.of(7, 1, LocalDate.of(2026, 11, 25), "demo-");
        IncidentPlan plan = IncidentPlan.of(one, List.of(IncidentKind.values()), START, Duration.ofMinutes(1));
        assertThat(plan.beginning(START, START + 600_000))
                .allMatch(of -> of.lead().equals(one.devices().get(0)));
    }
}
