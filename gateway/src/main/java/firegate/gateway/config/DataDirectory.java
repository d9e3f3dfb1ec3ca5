package firegate.gateway.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data directory, held by this process until it is closed. The operating system lets go of it when a process dies. */
public final class DataDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final String LOCK = "firegate.lock";
    /** Far behind the process id in the file, which others can then read where locks are mandatory. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    /** POSIX drops a process's locks on a file when it closes any channel to it, so none is opened twice. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Creates the directory when it is missing, locks it, and finishes a restore that was interrupted.
     *
     * @throws DataDirectoryException when another process holds it, or it cannot be written
     */
    public static DataDirectory lock(Path directory) {
        Path path = create(directory);
        if (!HELD.add(path)) {
            throw inUse(path, Optional.of(Long.toString(ProcessHandle.current().pid())));
        }
        try {
            return new DataDirectory(path, lockFile(path)).finishRestore();
        } catch (DataDirectoryException e) {
            HELD.remove(path);
            throw e;
        }
    }

    private static Path create(Path directory) {
        try {
            Files.createDirectories(directory, OnlyMine.directory());
            return directory.toRealPath();
        } catch (FileAlreadyExistsException e) {
            throw new DataDirectoryException(
                    "data directory " + directory + ": " + e.getFile() + " is no directory", e);
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    private static FileChannel lockFile(Path path) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                Optional<String> owner = owner(channel);
                channel.close();
                throw inUse(path, owner);
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            return channel;
        } catch (IOException e) {
            close(channel);
            throw unwritable(path, e);
        }
    }

    private static Optional<String> owner(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        return pid.isEmpty() ? Optional.empty() : Optional.of(pid);
    }

    private DataDirectory finishRestore() {
        try {
            FileExchange.finish(path);
            return this;
        } catch (IOException e) {
            close(channel);
            throw unwritable(path, e);
        }
    }

    private static DataDirectoryException inUse(Path path, Optional<String> pid) {
        return new DataDirectoryException(
                "data directory " + path + " is in use by another firegate"
                        + pid.map(number -> " (process " + number + ")").orElse("")
                        + "; stop that one, or give this one a directory of its own with --data",
                null);
    }

    private static DataDirectoryException unwritable(Path path, IOException cause) {
        return new DataDirectoryException(
                "data directory " + path + " cannot be written by user " + System.getProperty("user.name") + ": "
                        + cause,
                cause);
    }

    /** Absolute, without symbolic links. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        close(channel);
        HELD.remove(path);
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.warn("cannot close the lock", e);
        }
    }
}
