package firegate.gateway.backup;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import firegate.gateway.config.OnlyMine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes records and journal into one zip file, consistent with each other, while a server may be running on them. */
public final class Backup {
    private static final Logger LOG = LoggerFactory.getLogger(Backup.class);
    private static final int ATTEMPTS = 3;

    private final SqliteFile records;
    private final SqliteFile journal;
    private final ReachBack reachBack;
    private final String version;
    private final InstantSource clock;

    /** @param version of firegate, for the manifest */
    public Backup(Path records, Path journal, ReachBack reachBack, String version, InstantSource clock) {
        this.records = new SqliteFile(records);
        this.journal = new SqliteFile(journal);
        this.reachBack = reachBack;
        this.version = version;
        this.clock = clock;
    }

    /**
     * Writes the backup; {@code target} is replaced only by a complete one.
     *
     * @throws BackupException when it cannot; nothing is left behind
     */
    public Manifest writeTo(Path target) throws BackupException {
        Path absolute = target.toAbsolutePath();
        Path copies = null;
        try {
            copies = Files.createTempDirectory(absolute.getParent(), "." + absolute.getFileName() + "-");
            copy(copies);
            Manifest manifest = Manifest.of(
                    version, clock.instant(), List.of(part(copies, Manifest.RECORDS), part(copies, Manifest.JOURNAL)));
            Path zip = copies.resolve("backup.zip");
            pack(copies, manifest, zip);
            Files.move(zip, absolute, ATOMIC_MOVE, REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(absolute.getParent(), READ)) {
                directory.force(true);
            }
            return manifest;
        } catch (IOException | SQLException e) {
            throw new BackupException("no backup written to " + target + ": " + reason(e), e);
        } finally {
            delete(copies);
        }
    }

    /** Records first: what the journal gains meanwhile is read again after a restore, which changes nothing. */
    private void copy(Path copies) throws IOException, SQLException, BackupException {
        SqliteFile recordsCopy = new SqliteFile(copies.resolve(Manifest.RECORDS));
        SqliteFile journalCopy = new SqliteFile(copies.resolve(Manifest.JOURNAL));
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Files.deleteIfExists(recordsCopy.path());
            Files.deleteIfExists(journalCopy.path());
            records.copyTo(recordsCopy.path());
            journal.copyTo(journalCopy.path());
            if (reachBack.holds(recordsCopy, journalCopy)) {
                return;
            }
        }
        throw new BackupException("no backup written: the journal drops entries faster than it can be copied ("
                + ATTEMPTS + " attempts); try again when it is quieter");
    }

    private static Manifest.Part part(Path directory, String name) throws IOException {
        Path file = directory.resolve(name);
        return new Manifest.Part(name, Files.size(file), Checksum.of(file));
    }

    private static void pack(Path copies, Manifest manifest, Path zip) throws IOException {
        try (FileChannel channel = FileChannel.open(zip, Set.of(CREATE_NEW, WRITE), OnlyMine.file())) {
            ZipOutputStream out = new ZipOutputStream(Channels.newOutputStream(channel));
            out.setLevel(Deflater.BEST_SPEED);
            out.putNextEntry(new ZipEntry(Manifest.NAME));
            out.write(manifest.toJson());
            for (Manifest.Part part : manifest.parts()) {
                out.putNextEntry(new ZipEntry(part.name()));
                copy(copies.resolve(part.name()), out);
            }
            out.finish();
            channel.force(true);
        }
    }

    private static void copy(Path file, OutputStream out) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(out);
        }
    }

    private static String reason(Exception e) {
        return e instanceof SQLException ? e.getMessage() : e.toString();
    }

    private static void delete(Path directory) {
        if (directory == null) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            LOG.warn("temporary files remain in {}", directory, e);
        }
    }
}
