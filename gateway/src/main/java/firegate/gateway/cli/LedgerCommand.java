package firegate.gateway.cli;

import firegate.gateway.config.Config;
import firegate.ingest.records.Database;
import firegate.ingest.records.LedgerRecords;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code firegate ledger}. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Prints the accounts: readings per device and minute of receipt, and their sum; firegate may run meanwhile.",
            "Waiting is what was received and is in none of the other columns; GET /api/v1/ledger counts it by itself."
        })
public final class LedgerCommand implements Callable<Integer> {
    private static final int PAGE = 10_000;
    private static final long HOUR_MS = 3_600_000;
    private static final String ROW = "%-17s %-32s %12s %12s %12s %12s %12s%n";

    private final Map<String, String> environment;
    private final InstantSource clock;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--from", paramLabel = "TIME", description = "ISO-8601 with offset; default: an hour ago")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "ISO-8601 with offset, exclusive; default: now")
    private Optional<String> to = Optional.empty();

    @Option(names = "--device", paramLabel = "ID", description = "only this device")
    private Optional<String> device = Optional.empty();

    @Spec
    private CommandSpec spec;

    public LedgerCommand(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Config config = options.read(environment);
        long now = clock.millis();
        long fromMs = time("--from", from, now - HOUR_MS);
        long toMs = time("--to", to, now);
        LedgerRecords.Filter filter = new LedgerRecords.Filter(
                Math.floorDiv(fromMs, 60_000L), Math.floorDiv(toMs + 59_999, 60_000L), device.orElse(null));
        PrintWriter out = spec.commandLine().getOut();
        try (Database database = Records.open(config)) {
            out.printf(ROW, "minute", "device", "received", "stored", "duplicate", "quarantined", "waiting");
            database.reader().useHandle(handle -> {
                LedgerRecords.DeviceMinute after = null;
                List<LedgerRecords.Row> rows;
                do {
                    rows = LedgerRecords.list(handle, filter, after, PAGE);
                    for (LedgerRecords.Row row : rows) {
                        after = row.key();
                        String minute =
                                Instant.ofEpochSecond(after.minute() * 60).toString();
                        print(out, minute.substring(0, 16) + "Z", after.device(), row.counts());
                    }
                } while (rows.size() == PAGE);
                print(out, "sum", "", LedgerRecords.sum(handle, filter));
            });
        }
        out.flush();
        return 0;
    }

    private static void print(PrintWriter out, String minute, String device, LedgerRecords.Counts counts) {
        long waiting = counts.received() - counts.stored() - counts.duplicate() - counts.quarantined();
        out.printf(
                ROW,
                minute,
                device,
                counts.received(),
                counts.stored(),
                counts.duplicate(),
                counts.quarantined(),
                waiting);
    }

    private static long time(String option, Optional<String> text, long otherwise) {
        try {
            return text.map(of -> java.time.OffsetDateTime.parse(of).toInstant().toEpochMilli())
                    .orElse(otherwise);
        } catch (DateTimeParseException e) {
            throw CommandFailure.refused(option + " '" + text.get()
                    + "': allowed is ISO-8601 with offset, such as 2026-05-01T08:00:00+08:00");
        }
    }
}
