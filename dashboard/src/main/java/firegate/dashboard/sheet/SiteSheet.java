package firegate.dashboard.sheet;

import firegate.dashboard.api.Body;
import firegate.dashboard.api.SiteBody;
import firegate.ingest.device.DeviceId;
import firegate.ingest.device.Site;
import firegate.ingest.records.DeviceRegistry;
import java.util.List;
import java.util.Optional;

/** Sites as a CSV file has them, compared with those that are registered. What a site may be is said by {@link SiteBody}. */
public final class SiteSheet {

    private static final String EXTERNAL_ID = "externalIds.";
    private static final List<String> COLUMNS = List.of(
            "id",
            "name",
            "address",
            "village",
            "grid",
            "domain",
            "lat",
            "lon",
            "noCharging",
            "testModeUntil",
            "contacts",
            "notes");

    /** For the help: every column. */
    public static final String COLUMN_NAMES = String.join(", ", COLUMNS) + ", " + EXTERNAL_ID + "NAME";

    private SiteSheet() {}

    /**
     * What the file asks for; nothing is changed by it.
     *
     * @throws SheetException when it is no CSV file in UTF-8 with a header of known columns
     */
    public static Plan<Site> plan(byte[] file, DeviceRegistry registry) throws SheetException {
        Sheet sheet = Sheet.read(file, SiteSheet::known, COLUMN_NAMES);
        return Plan.of(sheet, row -> change(sheet, row, registry));
    }

    private static boolean known(String column) {
        return COLUMNS.contains(column) || (column.startsWith(EXTERNAL_ID) && column.length() > EXTERNAL_ID.length());
    }

    private static Plan.Change<Site> change(Sheet sheet, Sheet.Row row, DeviceRegistry registry) {
        String id = row.cells().get("id");
        if (!DeviceId.allows(id)) {
            throw new RowBody.BadCell(new BadRow(row.line(), "id", id, DeviceId.FORM));
        }
        Optional<Site> known = registry.site(id);
        RowBody body = new RowBody(row, known.map(SiteBody::written));
        try {
            COLUMNS.stream().filter(sheet::has).forEach(body::put);
            row.cells().keySet().stream()
                    .filter(column -> column.startsWith(EXTERNAL_ID))
                    .forEach(column -> body.putWithin("externalIds", column));
            Site site = SiteBody.read(Body.of(body.object()), id);
            boolean same = known.filter(site::equals).isPresent();
            return new Plan.Change<>(
                    known.isEmpty() ? Plan.Sort.NEW : same ? Plan.Sort.UNCHANGED : Plan.Sort.CHANGED, site);
        } catch (Body.BadKey e) {
            throw new RowBody.BadCell(body.bad(e));
        }
    }
}
