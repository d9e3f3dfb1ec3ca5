package firegate.gateway.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What a backup holds; the file {@code manifest.json} in it.
 *
 * @param format of the backup; a reader refuses a newer one
 * @param version of the firegate that wrote it
 * @param time ISO-8601, UTC
 */
public record Manifest(int format, String version, String time, List<Part> parts) {
    static final String NAME = "manifest.json";
    static final int FORMAT = 1;

    static final String RECORDS = "records.db";
    static final String JOURNAL = "journal.db";

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** @param sha256 hexadecimal, of the file as it is when unpacked */
    public record Part(String name, long bytes, String sha256) {}

    static Manifest of(String version, Instant time, List<Part> parts) {
        return new Manifest(FORMAT, version, time.truncatedTo(ChronoUnit.MILLIS).toString(), parts);
    }

    byte[] toJson() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws BackupException when it is none, or of a newer format */
    static Manifest parse(byte[] json) throws BackupException {
        Manifest manifest;
        try {
            manifest = JSON.readValue(json, Manifest.class);
        } catch (IOException e) {
            throw new BackupException("its manifest cannot be read: " + e.getMessage(), e);
        }
        if (manifest == null || manifest.format != FORMAT) {
            throw new BackupException("it has a format that firegate does not know; its version is "
                    + (manifest == null ? "unknown" : manifest.version));
        }
        List<String> names = manifest.parts == null
                ? List.of()
                : manifest.parts.stream().map(Part::name).toList();
        if (!names.equals(List.of(RECORDS, JOURNAL))) {
            throw new BackupException("it does not hold " + RECORDS + " and " + JOURNAL);
        }
        return manifest;
    }
}
