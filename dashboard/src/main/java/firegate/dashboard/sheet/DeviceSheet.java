package firegate.dashboard.sheet;

import firegate.dashboard.api.Body;
import firegate.dashboard.api.DeviceBody;
import firegate.ingest.device.Device;
import firegate.ingest.device.DeviceId;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.records.DeviceRegistry.Registration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Devices as a CSV file has them, compared with those that are registered. What a device may be is said by
 * {@link DeviceBody}, as for the API.
 */
public final class DeviceSheet {

    private static final String TOKEN = "token";
    private static final Pattern TOKEN_FORM = Pattern.compile("[!-~]{8,256}");
    private static final String TOKEN_ALLOWED = "8 to 256 letters, digits and signs of ASCII without blanks";
    private static final String ATTRIBUTE = "attr.";
    private static final List<String> COLUMNS = List.of(
            "id",
            "kind",
            "site",
            "name",
            "location",
            "lat",
            "lon",
            "model",
            "profile",
            "interval",
            "power",
            "claimed",
            "gateway",
            "via",
            "maintenanceUntil",
            "manufactured",
            "lastCheck",
            "ratedPower",
            "scope");

    /** For the help: every column. */
    public static final String COLUMN_NAMES = String.join(", ", COLUMNS) + ", " + ATTRIBUTE + "NAME, " + TOKEN;

    /** @param made whether its token was made because the row gives none */
    public record Item(Registration registration, boolean made) {}

    private final DeviceRegistry registry;
    private final Set<String> withToken;
    private final Map<String, Long> tokenLines = new HashMap<>();

    private DeviceSheet(DeviceRegistry registry) {
        this.registry = registry;
        this.withToken = registry.withToken();
    }

    /**
     * What the file asks for; nothing is changed by it.
     *
     * @throws SheetException when it is no CSV file in UTF-8 with a header of known columns
     */
    public static Plan<Item> plan(byte[] file, DeviceRegistry registry) throws SheetException {
        Sheet sheet = Sheet.read(file, DeviceSheet::known, COLUMN_NAMES);
        DeviceSheet devices = new DeviceSheet(registry);
        return Plan.of(sheet, row -> devices.change(sheet, row));
    }

    private static boolean known(String column) {
        return COLUMNS.contains(column)
                || column.equals(TOKEN)
                || DeviceBody.measured().contains(column)
                || (column.startsWith(ATTRIBUTE) && column.length() > ATTRIBUTE.length());
    }

    private Plan.Change<Item> change(Sheet sheet, Sheet.Row row) {
        Optional<Device> known = registry.device(row.cells().get("id"));
        Device device = device(sheet, row, known);
        String token = token(row, device.id());
        boolean same = known.filter(device::equals).isPresent() && token == null;
        boolean made = token != null && row.cells().getOrDefault(TOKEN, "").isEmpty();
        return new Plan.Change<>(
                known.isEmpty() ? Plan.Sort.NEW : same ? Plan.Sort.UNCHANGED : Plan.Sort.CHANGED,
                new Item(new Registration(device, token), made));
    }

    private Device device(Sheet sheet, Sheet.Row row, Optional<Device> known) {
        String id = row.cells().get("id");
        if (!DeviceId.allows(id)) {
            throw new RowBody.BadCell(new BadRow(row.line(), "id", id, DeviceId.FORM));
        }
        RowBody body = new RowBody(row, known.map(DeviceBody::written));
        COLUMNS.stream().filter(sheet::has).forEach(body::put);
        row.cells().keySet().stream()
                .filter(column -> column.startsWith(ATTRIBUTE))
                .forEach(column -> body.putWithin("attributes", column));
        if (!sheet.has("claimed")) {
            body.object().put("claimed", true); // who writes it into a list knows it
        }
        try {
            return new DeviceBody(
                            Body.of(body.object()), site -> registry.site(site).isPresent())
                    .read(id, known);
        } catch (Body.BadKey e) {
            throw new RowBody.BadCell(body.bad(e));
        }
    }

    /** The token that it gets, or null when it has one and keeps it. */
    private String token(Sheet.Row row, String id) {
        String given = row.cells().getOrDefault(TOKEN, "");
        if (given.isEmpty()) {
            return withToken.contains(id) ? null : registry.makeToken();
        }
        if (!TOKEN_FORM.matcher(given).matches()) {
            throw badToken(row, TOKEN_ALLOWED);
        }
        Long before = tokenLines.putIfAbsent(given, row.line());
        if (before != null) {
            throw badToken(row, "a token of its own for each device; this one is on line " + before + " too");
        }
        Optional<String> owner = registry.owner(given);
        if (owner.isPresent() && !owner.get().equals(id)) {
            throw badToken(row, "a token of its own for each device; device '" + owner.get() + "' has this one");
        }
        return owner.isPresent() ? null : given;
    }

    private static RowBody.BadCell badToken(Sheet.Row row, String allowed) {
        return new RowBody.BadCell(new BadRow(row.line(), TOKEN, "***", allowed));
    }
}
