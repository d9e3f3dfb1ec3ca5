package firegate.gateway.cli;

import firegate.gateway.config.Config;
import firegate.gateway.config.OnlyMine;
import firegate.gateway.config.Secret;
import firegate.ingest.records.Database;
import firegate.ingest.records.RecordsException;
import java.io.IOException;
import java.nio.file.Files;

/** The records, opened beside a server that may run. */
final class Records {

    private Records() {}

    /** The same for a command that may come before the first start. */
    static Database create(Config config) {
        try {
            Files.createDirectories(config.data(), OnlyMine.directory());
        } catch (IOException e) {
            throw CommandFailure.failed("data directory " + config.data() + " cannot be made: " + e, e);
        }
        return open(config);
    }

    static Database open(Config config) {
        try {
            return Database.open(
                    config.records().url(),
                    config.records().username(),
                    config.records().password().map(Secret::value));
        } catch (RecordsException e) {
            throw CommandFailure.failed(e.getMessage(), e);
        }
    }
}
