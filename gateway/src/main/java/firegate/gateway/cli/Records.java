package firegate.gateway.cli;

import firegate.gateway.config.Config;
import firegate.gateway.config.Secret;
import firegate.ingest.records.Database;

/** The records, opened beside a server that may run. */
final class Records {

    private Records() {}

    static Database open(Config config) {
        try {
            return Database.open(
                    config.records().url(),
                    config.records().username(),
                    config.records().password().map(Secret::value));
        } catch (RuntimeException e) {
            throw CommandFailure.failed(
                    "the records " + config.records().url() + " cannot be opened: " + e.getMessage(), e);
        }
    }
}
