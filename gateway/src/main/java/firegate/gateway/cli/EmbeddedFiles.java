package firegate.gateway.cli;

import firegate.gateway.config.Config;
import java.nio.file.Path;

/** Where the embedded stores keep their files. */
final class EmbeddedFiles {
    private static final String SQLITE = "jdbc:sqlite:";

    private EmbeddedFiles() {}

    /** @throws CommandFailure saying what to run instead when the records are in PostgreSQL */
    static Path records(Config config, Task task) {
        String url = config.records().url();
        if (!url.startsWith(SQLITE)) {
            throw CommandFailure.refused("the records are in PostgreSQL, which has tools of its own for this\n"
                    + (task == Task.BACKUP ? backup(config) : restore(config))
                    + "\n(docs/records.md says more)");
        }
        return Path.of(url.substring(SQLITE.length()));
    }

    enum Task {
        BACKUP,
        RESTORE
    }

    /** The records first: what the journal gains meanwhile is read again after a restore, which changes nothing. */
    private static String backup(Config config) {
        return "1. pg_dump -Fc -f records.dump " + database(config) + "\n2. within "
                + config.intake().duplicateWindow().toMinutes()
                + " minutes, so that nothing between the two is missing:"
                + " sqlite3 " + journal(config) + " \"VACUUM INTO 'journal.backup.db'\"";
    }

    private static String restore(Config config) {
        Path journal = journal(config);
        return "1. stop firegate\n2. pg_restore --clean --if-exists --single-transaction " + database(config)
                + " records.dump\n3. rm -f " + journal + "-wal " + journal + "-shm\n4. cp journal.backup.db " + journal;
    }

    private static String database(Config config) {
        String user =
                config.records().username().map(name -> "-U " + name + " ").orElse("");
        return user + "-d " + config.records().url().replaceFirst("^jdbc:", "").replaceFirst("\\?.*", "");
    }

    static Path journal(Config config) {
        return config.data().resolve("journal.db");
    }

    static String historyNote(Config config) {
        return config.history().store() == Config.Store.INFLUXDB
                ? "history is not part of it; it is in InfluxDB, which has its own backup"
                : "history is not part of it; to keep it too, stop firegate and copy "
                        + config.data().resolve("history");
    }
}
