package firegate.ingest.history.embedded;

import firegate.ingest.history.HistoryException;
import firegate.ingest.history.PointCheck;
import firegate.ingest.journal.Entry;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CairoException;
import io.questdb.cairo.TableToken;
import io.questdb.cairo.TableWriter;
import io.questdb.cairo.wal.WalWriter;
import java.util.List;

/** Puts readings into QuestDB's write-ahead log. */
final class PointWriter {

    private static final PointCheck CHECK = new PointCheck(PointTable.MAX_TIME_MS, "1970 to 9999");

    private final CairoEngine engine;
    private final TableToken table;

    PointWriter(CairoEngine engine, TableToken table) {
        this.engine = engine;
        this.table = table;
    }

    /** Returns how many rows there are, when they are synced to disk. A part of a batch is never kept. */
    long write(List<Entry.Telemetry> entries) {
        for (Entry.Telemetry entry : entries) {
            CHECK.check(entry);
        }
        // The pool rolls back what was not committed and throws a writer away that failed.
        try (WalWriter writer = engine.getWalWriter(table)) {
            for (Entry.Telemetry entry : entries) {
                append(writer, entry);
            }
            long rows = writer.getUncommittedRowCount();
            if (rows > 0) {
                writer.commit();
            }
            return rows;
        } catch (CairoException e) {
            throw new HistoryException("the embedded history cannot write: " + e.getFlyweightMessage(), e);
        }
    }

    private static void append(WalWriter writer, Entry.Telemetry entry) {
        String kind = entry.kind().id();
        for (Reading reading : entry.readings()) {
            long micros = reading.timeMs() * 1000;
            MetricValues values = reading.values();
            for (int i = 0; i < values.size(); i++) {
                TableWriter.Row row = writer.newRow(micros);
                row.putSym(PointTable.DEVICE, entry.device());
                row.putSym(PointTable.METRIC, values.name(i));
                row.putSym(PointTable.KIND, kind);
                row.putSym(PointTable.SITE, entry.site());
                row.putDouble(PointTable.VALUE, values.value(i));
                row.append();
            }
        }
    }
}
