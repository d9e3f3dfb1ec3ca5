package firegate.gateway.cli;

import firegate.gateway.config.Config;
import java.nio.file.Path;

/** Where the embedded stores keep their files. */
final class EmbeddedFiles {
    private static final String SQLITE = "jdbc:sqlite:";

    private EmbeddedFiles() {}

    static Path records(Config config) {
        String url = config.records().url();
        if (!url.startsWith(SQLITE)) {
            throw CommandFailure.refused(
                    "the records are in PostgreSQL: back them up and restore them with its own tools (pg_dump)");
        }
        return Path.of(url.substring(SQLITE.length()));
    }

    static Path journal(Config config) {
        return config.data().resolve("journal.db");
    }

    static String historyNote(Config config) {
        return "history is not part of it; to keep it too, stop firegate and copy "
                + config.data().resolve("history");
    }
}
