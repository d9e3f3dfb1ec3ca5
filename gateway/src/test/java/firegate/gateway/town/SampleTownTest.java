package firegate.gateway.town;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.device.Kind;
import firegate.ingest.device.Site;
import java.time.LocalDate;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SampleTownTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 25);
    private static final Town TOWN = SampleTown.of(7, SampleTown.DEVICES, TODAY, "demo-");

    @Test
    void hasFortySitesAndThreeHundredDevicesOfAllKinds() {
        assertThat(TOWN.sites()).hasSize(40);
        Map<Kind, Long> kinds = TOWN.devices().stream()
                .collect(Collectors.groupingBy(of -> of.device().kind(), Collectors.counting()));
        assertThat(TOWN.devices()).hasSize(300);
        assertThat(kinds.get(Kind.SMOKE)).isGreaterThan(100);
        assertThat(kinds.get(Kind.HYDRANT)).isGreaterThan(40);
        assertThat(kinds.get(Kind.EV_CHARGING)).isGreaterThan(60);
    }

    @Test
    void everyDeviceAndSiteSaysThatItIsInvented() {
        assertThat(TOWN.sites()).allSatisfy(site -> {
            assertThat(site.name()).contains("演示");
            assertThat(site.externalIds()).containsEntry("demo", "演示");
            assertThat(site.contacts()).extracting(Site.Contact::phone).allMatch(phone -> phone.startsWith("000-"));
        });
        assertThat(TOWN.devices()).allSatisfy(of -> {
            assertThat(of.device().name()).contains("演示");
            assertThat(of.device().attributes()).containsEntry("demo", "演示");
            assertThat(of.device().interval()).isNotNull();
        });
    }

    @Test
    void idsAreUniqueAndEverySiteHasDevices() {
        assertThat(TOWN.devices().stream().map(TownDevice::id)).doesNotHaveDuplicates();
        assertThat(TOWN.sites().stream().map(Site::id)).doesNotHaveDuplicates();
        assertThat(TOWN.sites()).allMatch(site -> !TOWN.ofSite(site.id()).isEmpty());
    }

    @Test
    void liesWithinTenKilometres() {
        assertThat(TOWN.devices()).allSatisfy(of -> {
            assertThat(of.device().lat()).isBetween(29.10, 29.18);
            assertThat(of.device().lon()).isBetween(120.98, 121.08);
        });
    }

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(SampleTown.of(7, 300, TODAY, "demo-")).isEqualTo(TOWN);
        assertThat(SampleTown.of(8, 300, TODAY, "demo-")).isNotEqualTo(TOWN);
    }

    @Test
    void growsWithoutChangingWhatWasThere() {
        Town large = SampleTown.of(7, 5_000, TODAY, "demo-");
        assertThat(large.devices()).hasSize(5_000).startsWith(TOWN.devices().toArray(TownDevice[]::new));
        assertThat(large.devices().stream().map(TownDevice::id)).doesNotHaveDuplicates();
    }

    @Test
    void threeDevicesAreOneOfEachKind() {
        assertThat(SampleTown.of(7, 3, TODAY, "x").devices())
                .extracting(of -> of.device().kind())
                .containsExactlyInAnyOrder(Kind.SMOKE, Kind.HYDRANT, Kind.EV_CHARGING);
    }
}
