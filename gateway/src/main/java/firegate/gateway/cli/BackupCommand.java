package firegate.gateway.cli;

import firegate.gateway.backup.Backup;
import firegate.gateway.backup.BackupException;
import firegate.gateway.backup.Manifest;
import firegate.gateway.backup.ReachBack;
import firegate.gateway.config.Config;
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

/** {@code firegate backup FILE}. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Writes records (devices, sites, alarms, audit, users) and journal into one zip file, while firegate may run.",
            "FILE is replaced only by a complete backup. It holds password hashes and tokens' hashes: keep it safe.",
            "History is not part of it. Records in PostgreSQL are not either: it says what to run instead."
        })
public final class BackupCommand implements Callable<Integer> {
    private final Map<String, String> environment;
    private final InstantSource clock;

    @Mixin
    private ConfigOptions options;

    @Parameters(paramLabel = "FILE", description = "zip file to write")
    private Path file;

    @Spec
    private CommandSpec spec;

    public BackupCommand(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Config config = options.read(environment);
        Path records = EmbeddedFiles.records(config, EmbeddedFiles.Task.BACKUP);
        Path journal = EmbeddedFiles.journal(config);
        Manifest manifest = write(new Backup(records, journal, ReachBack.OF_FIREGATE, Version.current(), clock));
        PrintWriter out = spec.commandLine().getOut();
        out.println("backup written to " + file + ", taken at " + manifest.time());
        manifest.parts().forEach(part -> out.println("  " + part.name() + " " + part.bytes() + " bytes"));
        out.println(EmbeddedFiles.historyNote(config));
        out.flush();
        return 0;
    }

    private Manifest write(Backup backup) {
        try {
            return backup.writeTo(file);
        } catch (BackupException e) {
            throw CommandFailure.failed(e.getMessage(), e);
        }
    }
}
