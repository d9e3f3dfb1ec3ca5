package firegate.ingest.records.testing;

import firegate.ingest.records.Database;
import java.util.Optional;

/** Records that a test may open, break and mend. */
public record TestRecords(RecordsKind kind, String url, Optional<String> username) {

    /** As the program that serves. */
    public Database serve() {
        return Database.serve(url, username, Optional.empty());
    }

    /** As a command beside it. */
    public Database open() {
        return Database.open(url, username, Optional.empty());
    }

    /**
     * Refuses changes from now on.
     *
     * @param name of the trigger
     * @param change such as {@code INSERT ON alarm}
     * @param when a condition on {@code NEW}, or null
     */
    public void refuse(Database database, String name, String change, String when, String message) {
        String condition = when == null ? "" : " WHEN (" + when + ")";
        database.writer().run(handle -> {
            if (kind == RecordsKind.SQLITE) {
                handle.execute("CREATE TRIGGER " + name + " BEFORE " + change + condition
                        + " BEGIN SELECT RAISE(ABORT, '" + message + "'); END");
            } else {
                handle.execute("CREATE OR REPLACE FUNCTION " + name + "() RETURNS trigger LANGUAGE plpgsql AS "
                        + "$$ BEGIN RAISE EXCEPTION '" + message + "'; END $$");
                handle.execute("CREATE TRIGGER " + name + " BEFORE " + change + " FOR EACH ROW" + condition
                        + " EXECUTE FUNCTION " + name + "()");
            }
        });
    }

    public void allow(Database database, String name, String table) {
        database.writer()
                .run(handle ->
                        handle.execute("DROP TRIGGER " + name + (kind == RecordsKind.SQLITE ? "" : " ON " + table)));
    }
}
