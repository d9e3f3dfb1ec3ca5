package firegate.gateway.town;

import firegate.ingest.device.Site;
import java.time.Duration;
import java.util.List;

/** Sites and devices of a town. */
public record Town(long seed, List<Site> sites, List<TownDevice> devices) {

    public Town {
        sites = List.copyOf(sites);
        devices = List.copyOf(devices);
    }

    /** The same town, whose devices all report at this interval. */
    public Town every(Duration interval) {
        return new Town(
                seed,
                sites,
                devices.stream().map(device -> device.every(interval)).toList());
    }

    List<TownDevice> ofSite(String site) {
        return devices.stream()
                .filter(device -> site.equals(device.device().site()))
                .toList();
    }

    List<TownDevice> ofVillage(String village) {
        return devices.stream()
                .filter(device -> village.equals(device.village()))
                .toList();
    }

    /** Name of a site, for people. */
    public String siteName(String id) {
        return sites.stream()
                .filter(site -> site.id().equals(id))
                .map(Site::name)
                .findFirst()
                .orElse(id);
    }
}
