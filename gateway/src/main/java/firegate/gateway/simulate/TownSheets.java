package firegate.gateway.simulate;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import firegate.gateway.town.Town;
import firegate.gateway.town.TownDevice;
import firegate.ingest.device.Device;
import firegate.ingest.device.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Devices and sites of a town as files for {@code firegate import}, and the tokens that it reports. */
public final class TownSheets {

    private static final String DEMO = "demo";

    private TownSheets() {}

    public static void writeDevices(Town town, Path file) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().build(file)) {
            csv.writeRecord(
                    "id",
                    "kind",
                    "site",
                    "name",
                    "location",
                    "lat",
                    "lon",
                    "model",
                    "interval",
                    "power",
                    "manufactured",
                    "lastCheck",
                    "ratedPower",
                    "scope",
                    "attr." + DEMO);
            for (TownDevice of : town.devices()) {
                Device device = of.device();
                csv.writeRecord(
                        device.id(),
                        device.kind().id(),
                        device.site(),
                        device.name(),
                        device.location(),
                        text(device.lat()),
                        text(device.lon()),
                        device.model(),
                        seconds(device),
                        device.power(),
                        device.manufactured(),
                        device.lastCheck(),
                        text(device.ratedPower()),
                        text(device.scope()),
                        device.attributes().get(DEMO));
            }
        }
    }

    public static void writeSites(Town town, Path file) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().build(file)) {
            csv.writeRecord(
                    "id",
                    "name",
                    "address",
                    "village",
                    "grid",
                    "domain",
                    "lat",
                    "lon",
                    "noCharging",
                    "contacts",
                    "notes");
            for (Site site : town.sites()) {
                csv.writeRecord(
                        site.id(),
                        site.name(),
                        site.address(),
                        site.village(),
                        site.grid(),
                        site.domain(),
                        text(site.lat()),
                        text(site.lon()),
                        String.valueOf(site.noCharging()),
                        site.contacts().stream()
                                .map(contact -> contact.name() + "/" + contact.phone() + "/" + contact.role())
                                .collect(Collectors.joining(";")),
                        site.notes());
            }
        }
    }

    /**
     * Tokens by device, from a CSV file with the columns {@code id} (or {@code device}) and {@code token}; others are passed over.
     *
     * @throws IllegalArgumentException when it has no such columns, or is no CSV
     */
    public static Map<String, String> readTokens(Path file) throws IOException {
        Map<String, String> tokens = new HashMap<>();
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
            for (NamedCsvRecord row : csv) {
                String id =
                        row.findField("id").or(() -> row.findField("device")).orElse("");
                String token = row.findField("token").orElse("");
                if (id.isBlank() || token.isBlank()) {
                    throw new IllegalArgumentException(file + ", line " + row.getStartingLineNumber()
                            + ": needs a value in the columns id and token; the header has " + row.getHeader());
                }
                tokens.put(id, token);
            }
        } catch (CsvParseException | UncheckedIOException e) {
            throw new IllegalArgumentException(file + " cannot be read as CSV: " + e.getMessage(), e);
        }
        return tokens;
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    private static String seconds(Device device) {
        return device.interval().toMillis() % 1_000 == 0
                ? device.interval().toSeconds() + "s"
                : device.interval().toMillis() + "ms";
    }
}
