package firegate.gateway.config;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Replaces SQLite files of the data directory by others, all or none, whenever the process dies. The new files wait in a
 * directory; its renaming to {@code restore.ready-TIME} is the decision, and what follows can be done again from the start:
 * for each file there, move the old one aside, then move the new one in.
 */
public final class FileExchange {
    private static final String STAGING = "restore.staging";
    private static final String READY = "restore.ready-";
    /** SQLite's companions first: an old log must never lie beside a new file. */
    private static final List<String> COMPANIONS = List.of("-wal", "-shm", "-journal", "");

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final DataDirectory directory;

    public FileExchange(DataDirectory directory) {
        this.directory = directory;
    }

    /** An empty directory for the new files, on the same file system. */
    public Path stage() throws IOException {
        Path staging = directory.path().resolve(STAGING);
        deleteAll(staging);
        return Files.createDirectory(staging);
    }

    /** Drops what was staged. */
    public void discard() throws IOException {
        deleteAll(directory.path().resolve(STAGING));
    }

    /**
     * Puts the staged files, which are synced to disk, in the place of those with their names.
     *
     * @return what the names of the old files got appended
     */
    public String commit(Instant now) throws IOException {
        String stamp = STAMP.format(now);
        Path path = directory.path();
        syncDirectory(path.resolve(STAGING));
        Files.move(path.resolve(STAGING), path.resolve(READY + stamp), StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(path);
        finish(path);
        return suffix(stamp);
    }

    /** Completes exchanges that were decided, and drops one that was not. */
    static void finish(Path directory) throws IOException {
        deleteAll(directory.resolve(STAGING));
        for (Path ready : list(directory)) {
            String name = ready.getFileName().toString();
            if (name.startsWith(READY)) {
                for (Path file : list(ready)) {
                    exchange(file, directory, suffix(name.substring(READY.length())));
                }
                syncDirectory(directory);
                deleteAll(ready);
            }
        }
    }

    private static void exchange(Path file, Path directory, String suffix) throws IOException {
        String name = file.getFileName().toString();
        for (String companion : COMPANIONS) {
            Path old = directory.resolve(name + companion);
            if (Files.exists(old)) {
                Files.move(old, directory.resolve(name + suffix + companion), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.move(file, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String suffix(String stamp) {
        return ".before-restore-" + stamp;
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            for (Path file : list(directory)) {
                Files.delete(file);
            }
            Files.delete(directory);
        }
    }

    /** So that names which were created or moved in it survive a power cut. */
    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
