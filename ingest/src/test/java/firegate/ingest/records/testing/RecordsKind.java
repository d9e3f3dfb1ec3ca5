package firegate.ingest.records.testing;

import java.nio.file.Path;
import java.util.Optional;

/** The databases that records can be in; what is tested on one is tested on all. */
public enum RecordsKind {
    SQLITE,
    POSTGRESQL;

    /** A database of its own, empty. */
    public TestRecords fresh(Path directory) {
        return this == SQLITE
                ? new TestRecords(this, "jdbc:sqlite:" + directory.resolve("records.db"), Optional.empty())
                : new TestRecords(this, PostgresServer.shared().freshUrl(), Optional.of(PostgresServer.USER));
    }
}
