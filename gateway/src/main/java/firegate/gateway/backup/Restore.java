package firegate.gateway.backup;

import firegate.gateway.config.DataDirectory;
import firegate.gateway.config.FileExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Puts records and journal of a backup into a data directory that no server uses. */
public final class Restore {
    private final DataDirectory directory;
    private final InstantSource clock;

    public Restore(DataDirectory directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** @param keptAs what the names of the files that were there before got appended */
    public record Restored(Manifest manifest, String keptAs) {}

    /**
     * Unpacks and verifies everything, then exchanges the files.
     *
     * @throws BackupException when the backup is damaged or cannot be unpacked; the directory is then as it was
     */
    public Restored from(Path backup) throws BackupException {
        FileExchange exchange = new FileExchange(directory);
        try {
            Manifest manifest = unpack(backup, exchange.stage());
            return new Restored(manifest, exchange.commit(clock.instant()));
        } catch (IOException | SQLException e) {
            throw failed(exchange, backup, e.toString(), e);
        } catch (BackupException e) {
            throw failed(exchange, backup, e.getMessage(), e);
        }
    }

    private static BackupException failed(FileExchange exchange, Path backup, String reason, Exception cause) {
        try {
            exchange.discard();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return new BackupException("nothing restored from " + backup + ": " + reason, cause);
    }

    private static Manifest unpack(Path backup, Path staging) throws IOException, SQLException, BackupException {
        try (ZipFile zip = new ZipFile(backup.toFile())) {
            Manifest manifest = Manifest.parse(entry(zip, Manifest.NAME).readAllBytes());
            for (Manifest.Part part : manifest.parts()) {
                Path file = staging.resolve(part.name());
                unpack(entry(zip, part.name()), file, part);
                String integrity = new SqliteFile(file).integrity();
                if (!integrity.equals("ok")) {
                    throw new BackupException(part.name() + " in it is damaged: " + integrity);
                }
            }
            return manifest;
        }
    }

    private static InputStream entry(ZipFile zip, String name) throws IOException, BackupException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new BackupException("there is no " + name + " in it");
        }
        return zip.getInputStream(entry);
    }

    private static void unpack(InputStream packed, Path file, Manifest.Part part) throws IOException, BackupException {
        try (InputStream in = packed;
                FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            String sha256 = Checksum.copying(in, Channels.newOutputStream(out));
            out.force(true);
            if (out.size() != part.bytes() || !sha256.equals(part.sha256())) {
                throw new BackupException(part.name() + " in it is damaged: its checksum differs from the manifest");
            }
        }
    }
}
