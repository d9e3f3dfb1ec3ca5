package firegate.gateway.cli;

import firegate.gateway.backup.BackupException;
import firegate.gateway.backup.Restore;
import firegate.gateway.backup.Restore.Restored;
import firegate.gateway.config.Config;
import firegate.gateway.config.DataDirectory;
import firegate.gateway.config.DataDirectoryException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firegate restore FILE}. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Puts records and journal from a backup into the data directory; firegate must be stopped.",
            "Everything is verified first. The files that were there are kept as *.before-restore-TIME.",
            "History stays as it is. For records in PostgreSQL it says what to run instead."
        })
public final class RestoreCommand implements Callable<Integer> {
    private final Map<String, String> environment;
    private final InstantSource clock;

    @Mixin
    private ConfigOptions options;

    @Parameters(paramLabel = "FILE", description = "zip file that firegate backup wrote")
    private Path file;

    @Spec
    private CommandSpec spec;

    public RestoreCommand(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Config config = options.read(environment);
        Path records = EmbeddedFiles.records(config, EmbeddedFiles.Task.RESTORE);
        if (!records.equals(config.data().resolve("records.db"))) {
            throw CommandFailure.refused(
                    "records.url points to " + records
                            + ", outside the data directory: unpack records.db from the backup there by hand, with firegate stopped");
        }
        Restored restored = restore(config.data());
        PrintWriter out = spec.commandLine().getOut();
        out.println("restored into " + config.data() + " what was backed up at "
                + restored.manifest().time() + " by firegate "
                + restored.manifest().version());
        out.println("files that were there are kept as *" + restored.keptAs());
        out.println("history stays as it was: a backup does not hold it");
        out.flush();
        return 0;
    }

    private Restored restore(Path data) {
        try (DataDirectory directory = DataDirectory.lock(data)) {
            return new Restore(directory, clock).from(file);
        } catch (DataDirectoryException | BackupException e) {
            throw CommandFailure.failed(e.getMessage(), e);
        }
    }
}
