package firegate.dashboard.api;

import firegate.ingest.device.Site;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;

/** Sites in JSON. */
final class SiteJson {

    private SiteJson() {}

    static JsonObject of(Site site) {
        JsonArray contacts = new JsonArray();
        site.contacts()
                .forEach(contact -> contacts.add(new JsonObject()
                        .put("name", contact.name())
                        .put("phone", contact.phone())
                        .put("role", contact.role())));
        JsonObject externalIds = new JsonObject();
        new TreeMap<>(site.externalIds()).forEach(externalIds::put);
        return new JsonObject()
                .put("id", site.id())
                .put("name", site.name())
                .put("address", site.address())
                .put("village", site.village())
                .put("grid", site.grid())
                .put("domain", site.domain())
                .put("lat", site.lat())
                .put("lon", site.lon())
                .put("noCharging", site.noCharging())
                .put("testModeUntil", Iso.time(site.testModeUntilMs()))
                .put("contacts", contacts)
                .put("externalIds", externalIds)
                .put("notes", site.notes());
    }
}
