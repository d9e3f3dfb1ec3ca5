package firegate.dashboard;

import java.util.List;

/** Records that refuse alarms, audit entries and logins, as they would on a full disk. */
final class BrokenRecords {

    private static final List<String> TABLES = List.of("alarm", "audit", "login");

    private BrokenRecords() {}

    static void during(Town town, Runnable test) {
        TABLES.forEach(table ->
                town.records.refuse(town.database, "broken_" + table, "INSERT ON " + table, null, "disk full"));
        try {
            test.run();
        } finally {
            TABLES.forEach(table -> town.records.allow(town.database, "broken_" + table, table));
        }
    }
}
