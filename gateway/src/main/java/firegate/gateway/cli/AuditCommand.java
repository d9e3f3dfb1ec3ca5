package firegate.gateway.cli;

import firegate.gateway.config.Config;
import firegate.ingest.records.AuditRecords;
import firegate.ingest.records.Database;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code firegate audit verify}. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Works on the audit trail.")
public final class AuditCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    public AuditCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Checks that each entry of the audit trail follows from the one before it; firegate may run meanwhile.",
                "Exits 0, or names the first broken entry and exits 1."
            })
    int verify(@Mixin ConfigOptions options) {
        Config config = options.read(environment);
        try (Database database = Records.open(config)) {
            Optional<AuditRecords.Entry> broken = database.reader().withHandle(AuditRecords::firstBroken);
            if (broken.isPresent()) {
                AuditRecords.Entry entry = broken.get();
                throw CommandFailure.failed("entry " + entry.seq() + " (" + entry.action() + " of " + entry.subject()
                        + " by " + entry.actor() + ") does not follow from the entry before it");
            }
            long entries = database.reader()
                    .withHandle(handle -> AuditRecords.count(handle, new AuditRecords.Filter(null, null, null, null)));
            spec.commandLine().getOut().println("OK, " + entries + " entries");
            spec.commandLine().getOut().flush();
            return 0;
        }
    }
}
