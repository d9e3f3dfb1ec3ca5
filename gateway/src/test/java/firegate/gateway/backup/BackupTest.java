package firegate.gateway.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import firegate.gateway.config.DataDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T17:00:00Z"));

    @TempDir
    Path directory;

    private Path data;
    private Path zip;

    @BeforeEach
    void createDirectory() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        zip = directory.resolve("town.zip");
    }

    @Test
    void restoresOneConsistentInstantOfWhatAWriterIsWriting() throws Exception {
        try (Town town = Town.create(data)) {
            Thread writer = town.writeUntilClosed();
            await().until(() -> town.written() > 50);

            Manifest manifest = backup(ReachBack.OF_FIREGATE).writeTo(zip);

            long during = town.written();
            await().until(() -> town.written() > during + 50);
            assertThat(manifest.time()).isEqualTo("2026-11-23T17:00:00Z");
            town.stop();
            writer.join();
        }

        Restore.Restored restored;
        try (DataDirectory held = DataDirectory.lock(data)) {
            restored = new Restore(held, CLOCK).from(zip);
        }

        long cursor = Town.number(data.resolve("records.db"), "SELECT position FROM cursor");
        long newest = Town.number(data.resolve("journal.db"), "SELECT max(first) FROM block");
        long oldest = Town.number(data.resolve("journal.db"), "SELECT min(first) FROM block");
        assertThat(cursor).isBetween(50L, newest);
        assertThat(oldest).isLessThanOrEqualTo(cursor + 1);
        assertThat(Town.number(data.resolve("records.db"), "SELECT count(*) FROM alarm"))
                .isEqualTo(cursor);
        assertThat(restored.keptAs()).isEqualTo(".before-restore-20261123T170000000Z");
        assertThat(Town.number(data.resolve("records.db" + restored.keptAs()), "SELECT position FROM cursor"))
                .isGreaterThan(cursor);
        assertThat(names(directory)).containsExactly("data", "town.zip");
    }

    @Test
    void refusesToPairRecordsWithAJournalThatDroppedWhatTheyStillNeed() throws Exception {
        try (Town town = Town.create(data)) {
            town.write();
            ReachBack nineIsTooYoung = new ReachBack("SELECT 7", "SELECT 9");

            assertThatExceptionOfType(BackupException.class)
                    .isThrownBy(() -> backup(nineIsTooYoung).writeTo(zip))
                    .withMessageContaining("the journal drops entries faster than it can be copied");
        }
        assertThat(names(directory)).containsExactly("data");
    }

    @Test
    void keepsTheFormerBackupAndLeavesNothingWhenItFails() throws Exception {
        Town.create(data).close();
        Files.writeString(zip, "former");
        Files.delete(data.resolve("journal.db"));

        assertThatExceptionOfType(BackupException.class)
                .isThrownBy(() -> backup(ReachBack.OF_FIREGATE).writeTo(zip))
                .withMessage("no backup written to " + zip + ": there is no file " + data.resolve("journal.db"));
        assertThat(zip).hasContent("former");
        assertThat(names(directory)).containsExactly("data", "town.zip");
        assertThat(names(data)).doesNotContain("journal.db");
    }

    @Test
    void isReadableByItsOwnerOnly() throws Exception {
        Town.create(data).close();

        backup(ReachBack.OF_FIREGATE).writeTo(zip);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(zip)))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesADamagedBackupAndLeavesTheDirectoryAsItWas() throws Exception {
        Town.create(data).close();
        backup(ReachBack.OF_FIREGATE).writeTo(zip);
        List<String> before = names(data);
        try (RandomAccessFile file = new RandomAccessFile(zip.toFile(), "rw")) {
            file.seek(file.length() / 2);
            int octet = file.read();
            file.seek(file.length() / 2);
            file.write(octet ^ 0x10);
        }

        refuses("");
        assertThat(names(data)).containsExactlyElementsOf(withLock(before));
    }

    @Test
    void refusesAPartThatDiffersFromTheManifest() throws Exception {
        Town.create(data).close();
        backup(ReachBack.OF_FIREGATE).writeTo(zip);
        byte[] changed = Files.readAllBytes(data.resolve("records.db"));
        changed[changed.length - 1] ^= 1;
        repack("records.db", changed);

        refuses("records.db in it is damaged: its checksum differs from the manifest");
    }

    @Test
    void refusesAPartThatSqliteCallsDamaged() throws Exception {
        try (Town town = Town.create(data)) {
            town.write();
        }
        try (RandomAccessFile file =
                new RandomAccessFile(data.resolve("journal.db").toFile(), "rw")) {
            file.seek(file.length() - 4096);
            file.write(new byte[64]);
        }
        Manifest.Part part = new Manifest.Part(
                "journal.db", Files.size(data.resolve("journal.db")), Checksum.of(data.resolve("journal.db")));
        Manifest.Part records = new Manifest.Part(
                "records.db", Files.size(data.resolve("records.db")), Checksum.of(data.resolve("records.db")));
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry(Manifest.NAME));
            out.write(Manifest.of("1", CLOCK.instant(), List.of(records, part)).toJson());
            for (String name : List.of("records.db", "journal.db")) {
                out.putNextEntry(new ZipEntry(name));
                Files.copy(data.resolve(name), out);
            }
        }

        refuses("journal.db in it is damaged: ");
    }

    @Test
    void refusesAFileThatIsNoBackup() throws Exception {
        Files.writeString(zip, "PK?");

        refuses("");
    }

    @Test
    void refusesABackupOfAnUnknownFormat() throws Exception {
        Town.create(data).close();
        backup(ReachBack.OF_FIREGATE).writeTo(zip);
        repack(Manifest.NAME, "{\"format\":2,\"version\":\"9\"}".getBytes(UTF_8));

        refuses("it has a format that firegate does not know; its version is 9");
    }

    private Backup backup(ReachBack reachBack) {
        return new Backup(data.resolve("records.db"), data.resolve("journal.db"), reachBack, "1", CLOCK);
    }

    private void refuses(String reason) {
        try (DataDirectory held = DataDirectory.lock(data)) {
            assertThatExceptionOfType(BackupException.class)
                    .isThrownBy(() -> new Restore(held, CLOCK).from(zip))
                    .withMessageStartingWith("nothing restored from " + zip + ": " + reason);
        }
    }

    private void repack(String name, byte[] content) throws IOException {
        Path changed = directory.resolve("changed.zip");
        try (ZipFile in = new ZipFile(zip.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(changed))) {
            for (ZipEntry entry : in.stream().toList()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(
                        entry.getName().equals(name)
                                ? content
                                : in.getInputStream(entry).readAllBytes());
            }
        }
        Files.delete(zip);
        Files.move(changed, zip);
    }

    private static List<String> withLock(List<String> names) {
        return Stream.concat(names.stream(), Stream.of("firegate.lock"))
                .sorted()
                .toList();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
