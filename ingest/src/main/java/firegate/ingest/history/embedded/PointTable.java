package firegate.ingest.history.embedded;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.TableToken;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContext;

/**
 * One row for each value: {@code (ts, device, metric)} identifies it. Metrics of one sample are separate rows, so that two
 * messages with different metrics at one timestamp merge as they do in InfluxDB. Kind and site are those at receipt; they
 * are no part of the identity, so a device that was claimed or moved keeps one history.
 */
final class PointTable {

    static final String NAME = "points";

    static final int DEVICE = 1;
    static final int METRIC = 2;
    static final int KIND = 3;
    static final int SITE = 4;
    static final int VALUE = 5;

    /** Last instant that QuestDB stores: the end of the year 9999. */
    static final long MAX_TIME_MS = 253_402_300_799_999L;

    // The index keeps the row numbers of a device in blocks of 16: a device that reports four values a day shall not
    // cost a block of 256 in each partition.
    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS points (
              ts TIMESTAMP,
              device SYMBOL CAPACITY 16384 CACHE INDEX CAPACITY 16,
              metric SYMBOL CAPACITY 256 CACHE,
              kind SYMBOL CAPACITY 16 CACHE,
              site SYMBOL CAPACITY 4096 CACHE,
              value DOUBLE
            ) TIMESTAMP(ts) PARTITION BY DAY WAL DEDUP UPSERT KEYS(ts, device, metric)
            """;

    private PointTable() {}

    static TableToken open(CairoEngine engine, SqlExecutionContext context) throws SqlException {
        engine.execute(CREATE, context);
        return engine.verifyTableName(NAME);
    }
}
