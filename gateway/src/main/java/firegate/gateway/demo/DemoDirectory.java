package firegate.gateway.demo;

import firegate.gateway.config.DataDirectory;
import firegate.gateway.config.DataDirectoryException;
import firegate.gateway.config.OnlyMine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a demo keeps its data. A mark in it says that everything there is invented: only a directory with it is ever used
 * again or removed.
 */
public final class DemoDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DemoDirectory.class);
    private static final String MARK = "firegate-demo";
    private static final String PREFIX = "firegate-demo-";
    private static final String LOCK = "firegate.lock";
    private static final String PASSWORD = "admin.password";

    private final Path path;
    private final boolean kept;

    private DemoDirectory(Path path, boolean kept) {
        this.path = path;
        this.kept = kept;
    }

    /** Whether a demo made this directory. */
    public static boolean marked(Path directory) {
        return Files.isRegularFile(directory.resolve(MARK), LinkOption.NOFOLLOW_LINKS);
    }

    /** A new one among the temporary files, removed when it is closed; those of demos that were killed are removed now. */
    public static DemoDirectory fresh() {
        Path among = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            Path made = Files.createTempDirectory(among, PREFIX, OnlyMine.directory());
            removeAbandoned(among, made);
            return new DemoDirectory(made, false);
        } catch (IOException e) {
            throw new DemoException("no directory can be made in " + among + ": " + e, e);
        }
    }

    /**
     * One that is kept.
     *
     * @throws DemoException when there is something in it that no demo has made
     */
    public static DemoDirectory at(Path directory) {
        try {
            if (Files.exists(directory) && !Files.isDirectory(directory)) {
                throw new DemoException("--data " + directory + " is no directory; allowed: a new or empty one", null);
            }
            if (Files.isDirectory(directory) && !marked(directory) && !empty(directory)) {
                throw new DemoException(
                        "--data " + directory + " holds files that no demo has made; a demo leaves them alone."
                                + " Allowed: a new or empty directory, or one that firegate demo made",
                        null);
            }
            Files.createDirectories(directory, OnlyMine.directory());
            return new DemoDirectory(directory.toRealPath(), true);
        } catch (IOException e) {
            throw new DemoException("--data " + directory + " cannot be used: " + e, e);
        }
    }

    public Path path() {
        return path;
    }

    /** The password that the demo that made it has given; empty in a new one. */
    public Optional<String> password() {
        if (!marked(path)) {
            return Optional.empty();
        }
        Properties mark = new Properties();
        try (InputStream in = Files.newInputStream(path.resolve(MARK))) {
            mark.load(in);
        } catch (IOException e) {
            throw new DemoException(path.resolve(MARK) + " cannot be read: " + e, e);
        }
        return Optional.ofNullable(mark.getProperty(PASSWORD));
    }

    /** Makes it a demo's. */
    public void mark(String password) {
        Properties mark = new Properties();
        mark.setProperty(PASSWORD, password);
        Path file = path.resolve(MARK);
        try {
            if (!Files.exists(file)) {
                Files.createFile(file, OnlyMine.file());
            }
            try (OutputStream out = Files.newOutputStream(file)) {
                mark.store(out, "made by firegate demo: everything in this directory is invented and may be removed");
            }
        } catch (IOException e) {
            throw new DemoException(file + " cannot be written: " + e, e);
        }
    }

    /** When a demo lived here last; empty in a new one. */
    public Optional<Instant> lastAlive() {
        try {
            return marked(path)
                    ? Optional.of(Files.getLastModifiedTime(path.resolve(MARK)).toInstant())
                    : Optional.empty();
        } catch (IOException e) {
            throw new DemoException(path.resolve(MARK) + " cannot be read: " + e, e);
        }
    }

    /** Notes that it lives. */
    public void alive(Instant now) {
        try {
            Files.setLastModifiedTime(path.resolve(MARK), FileTime.from(now));
        } catch (IOException e) {
            LOG.debug("the mark cannot be touched", e);
        }
    }

    /** Removes it, unless it is kept. */
    @Override
    public void close() {
        if (!kept) {
            try {
                remove(path);
            } catch (IOException e) {
                LOG.atWarn().setCause(e).log("{} could not be removed whole", path);
            }
        }
    }

    private static boolean empty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void removeAbandoned(Path among, Path mine) throws IOException {
        Object me = Files.getOwner(mine);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(among, PREFIX + "*")) {
            for (Path directory : found) {
                if (!directory.equals(mine)
                        && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                        && me.equals(Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS))
                        && marked(directory)
                        && Files.exists(directory.resolve(LOCK))
                        && unused(directory)) {
                    remove(directory);
                }
            }
        }
    }

    private static boolean unused(Path directory) {
        try (DataDirectory lock = DataDirectory.lock(directory)) {
            return lock.path() != null;
        } catch (DataDirectoryException e) {
            return false;
        }
    }

    private static void remove(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(directory)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
