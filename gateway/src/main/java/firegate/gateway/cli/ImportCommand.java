package firegate.gateway.cli;

import firegate.dashboard.sheet.DeviceSheet;
import firegate.dashboard.sheet.Plan;
import firegate.dashboard.sheet.SheetException;
import firegate.dashboard.sheet.SiteSheet;
import firegate.gateway.config.Config;
import firegate.ingest.records.Database;
import firegate.ingest.records.DeviceRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jdbi.v3.core.JdbiException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firegate import devices FILE} and {@code firegate import sites FILE}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Adds and changes devices or sites from a CSV file; firegate may run meanwhile and follows within seconds.",
            "Import sites before the devices that are at them."
        })
public final class ImportCommand implements Callable<Integer> {

    /** Rows in one transaction: few enough that a server beside us is not kept from its own. */
    private static final int ROWS_AT_ONCE = 250;

    private static final String ACTOR = "system";
    private static final String FORM =
            "The first line names the columns, in any order; id is needed. UTF-8, with or without byte order mark.";
    private static final String EMPTY =
            "An empty cell empties its value; a column that is left out leaves values as they are.";
    private static final String TWICE =
            "The same file again changes nothing. One bad row and nothing is imported, unless --skip-bad is given.";

    private final Map<String, String> environment;
    private final InstantSource clock;

    @Spec
    private CommandSpec spec;

    public ImportCommand(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    /** What both kinds of import are told. */
    static final class Options {
        @Parameters(paramLabel = "FILE", description = "CSV file")
        private Path file;

        @Option(names = "--skip-bad", description = "import the good rows although others are bad")
        private boolean skipBad;

        @Option(names = "--dry-run", description = "check everything and say what would change; change nothing")
        private boolean dryRun;

        @Mixin
        private ConfigOptions config;
    }

    @Command(
            name = "devices",
            mixinStandardHelpOptions = true,
            description = {
                "Adds and changes devices.",
                FORM,
                "Columns: id, kind (smoke, hydrant, ev_charging, unknown), site, name, location, lat, lon, model, profile,",
                "interval (90s, 5m, 24h, 7d), power (battery, mains), claimed, gateway (true, false), via, maintenanceUntil,",
                "manufactured, lastCheck (2026-03-01), ratedPower (W), scope (port, feeder), attr.NAME, token.",
                EMPTY,
                "A device without a token gets the one in its cell, or a random one, which is written to --tokens or printed",
                "as CSV; one that has a token keeps it when the cell is empty.",
                TWICE,
                "Exit code 1 when a row is bad."
            })
    int devices(
            @Mixin Options options,
            @Option(
                            names = "--tokens",
                            paramLabel = "FILE",
                            description = "new file for the tokens that are made, readable by its owner only")
                    Optional<Path> tokens) {
        return run(options, registry -> {
            Plan<DeviceSheet.Item> plan = DeviceSheet.plan(read(options.file), registry);
            if (!goesOn(options, plan)) {
                return plan;
            }
            boolean made = plan.changes().stream().anyMatch(DeviceSheet.Item::made);
            try (TokenOutput output = TokenOutput.to(
                    made ? tokens : Optional.empty(), spec.commandLine().getOut())) {
                inParts(plan.changes(), part -> {
                    Map<String, String> handed = new LinkedHashMap<>();
                    part.stream()
                            .filter(DeviceSheet.Item::made)
                            .map(DeviceSheet.Item::registration)
                            .forEach(of -> handed.put(of.device().id(), of.token()));
                    output.hand(handed);
                    registry.register(
                            part.stream().map(DeviceSheet.Item::registration).toList(), source(options), ACTOR);
                });
            }
            return plan;
        });
    }

    @Command(
            name = "sites",
            mixinStandardHelpOptions = true,
            description = {
                "Adds and changes sites.",
                FORM,
                "Columns: id, name, address, village, grid, domain, lat, lon, noCharging (true, false), testModeUntil",
                "(2026-03-01T08:00:00Z), contacts (name/phone/role, several separated by ;), notes, externalIds.NAME.",
                EMPTY,
                TWICE,
                "Exit code 1 when a row is bad."
            })
    int sites(@Mixin Options options) {
        return run(options, registry -> {
            var plan = SiteSheet.plan(read(options.file), registry);
            if (goesOn(options, plan)) {
                inParts(plan.changes(), part -> registry.putSites(part, source(options), ACTOR));
            }
            return plan;
        });
    }

    /** One of the imports. */
    private interface Work {
        Plan<?> on(DeviceRegistry registry) throws SheetException, IOException;
    }

    private int run(Options options, Work work) {
        Config config = options.config.read(environment);
        try (Database database = Records.create(config)) {
            Plan<?> plan = work.on(new DeviceRegistry(database, false, clock));
            report(options, plan);
            return plan.bad().isEmpty() ? 0 : 1;
        } catch (SheetException e) {
            throw CommandFailure.failed(options.file + ": " + e.getMessage() + "; nothing is imported", e);
        } catch (IOException e) {
            throw CommandFailure.failed(options.file + " cannot be read: " + e, e);
        }
    }

    private static byte[] read(Path file) throws IOException {
        return Files.readAllBytes(file);
    }

    private static boolean goesOn(Options options, Plan<?> plan) {
        return !options.dryRun && (plan.bad().isEmpty() || options.skipBad);
    }

    private static <T> void inParts(List<T> changes, Consumer<List<T>> work) {
        for (int from = 0; from < changes.size(); from += ROWS_AT_ONCE) {
            try {
                work.accept(changes.subList(from, Math.min(changes.size(), from + ROWS_AT_ONCE)));
            } catch (JdbiException e) {
                throw CommandFailure.failed(
                        from + " of " + changes.size() + " changes are imported, then the records failed: "
                                + e.getMessage() + "; run it again to import the rest",
                        e);
            }
        }
    }

    private static String source(Options options) {
        return "imported from " + options.file.getFileName();
    }

    /** On standard error, since standard output may be a list of tokens. */
    private void report(Options options, Plan<?> plan) {
        PrintWriter err = spec.commandLine().getErr();
        plan.bad().forEach(row -> err.println(options.file + ": " + row.message()));
        String counts = plan.added() + " new, " + plan.changed() + " changed, " + plan.unchanged() + " unchanged, "
                + plan.bad().size() + " bad";
        if (options.dryRun) {
            err.println("dry run, nothing is imported: " + counts);
        } else if (goesOn(options, plan)) {
            err.println("imported: " + counts);
        } else {
            err.println("nothing is imported because of the bad rows: " + counts
                    + "; mend them, or give --skip-bad to import the others");
        }
        err.flush();
    }
}
