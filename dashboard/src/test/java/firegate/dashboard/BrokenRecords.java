package firegate.dashboard;

import java.util.List;

/** Records that refuse alarms, audit entries and logins, as they would on a full disk. */
final class BrokenRecords {

    private static final List<String> TABLES = List.of("alarm", "audit", "login");

    private BrokenRecords() {}

    static void during(Town town, Runnable test) {
        town.database
                .writer()
                .run(handle -> TABLES.forEach(table -> handle.execute("CREATE TRIGGER broken_" + table
                        + " BEFORE INSERT ON " + table + " BEGIN SELECT RAISE(ABORT, 'disk full'); END")));
        try {
            test.run();
        } finally {
            town.database
                    .writer()
                    .run(handle -> TABLES.forEach(table -> handle.execute("DROP TRIGGER broken_" + table)));
        }
    }
}
