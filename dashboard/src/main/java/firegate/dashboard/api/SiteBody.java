package firegate.dashboard.api;

import firegate.ingest.device.DeviceId;
import firegate.ingest.device.Site;
import java.util.List;
import java.util.Map;

/** A site as a client wants it to be; what is left out is empty. */
public final class SiteBody {

    private static final int TEXT = 500;
    private static final int NOTES = 4_000;
    private static final int MOST_CONTACTS = 100;
    private static final int MOST_IDS = 100;

    private SiteBody() {}

    /** What {@link #read} makes this site of, in JSON. */
    public static String written(Site site) {
        return SiteJson.of(site).encode();
    }

    public static Site read(Body body, String id) {
        String named = body.text("id", TEXT);
        if (named != null && !named.equals(id)) {
            throw body.bad("id", "the id in the address, '" + id + "', or no id");
        }
        if (!DeviceId.allows(id)) {
            throw Body.bad("the id '" + id + "' is not allowed: " + DeviceId.FORM);
        }
        String name = body.text("name", TEXT);
        if (name == null || name.isBlank()) {
            throw body.bad("name", "a text that is not empty");
        }
        Map<String, String> externalIds = body.textMap("externalIds", MOST_IDS, TEXT);
        Site site = new Site(
                id,
                name,
                body.text("address", TEXT),
                body.text("village", TEXT),
                body.text("grid", TEXT),
                body.text("domain", TEXT),
                body.number("lat", -DeviceBody.MOST_LAT, DeviceBody.MOST_LAT),
                body.number("lon", -DeviceBody.MOST_LON, DeviceBody.MOST_LON),
                body.flag("noCharging", false),
                body.time("testModeUntil"),
                contacts(body),
                externalIds == null ? Map.of() : externalIds,
                body.text("notes", NOTES));
        body.end();
        return site;
    }

    private static List<Site.Contact> contacts(Body body) {
        return body.objects("contacts", MOST_CONTACTS).stream()
                .map(contact -> {
                    Site.Contact read = new Site.Contact(
                            contact.text("name", TEXT), contact.text("phone", TEXT), contact.text("role", TEXT));
                    contact.end();
                    return read;
                })
                .toList();
    }
}
