package firegate.ingest.history.embedded;

import io.questdb.DefaultTelemetryConfiguration;
import io.questdb.Metrics;
import io.questdb.TelemetryConfiguration;
import io.questdb.cairo.CommitMode;
import io.questdb.cairo.DefaultCairoConfiguration;
import io.questdb.cairo.SqlJitMode;
import java.nio.file.Path;

/** QuestDB as a library: every commit synced, nothing reported to anybody, buffers sized for one table. */
class QuestDbSettings extends DefaultCairoConfiguration {

    private static final int KIB = 1024;
    private static final int SHORT_QUEUE = 16;
    private static final int FEW = 64;
    private static final long POOLED_TTL_MS = 120_000;

    private final TelemetryConfiguration telemetry = new DefaultTelemetryConfiguration() {
        @Override
        public boolean getDisableCompletely() {
            return true;
        }

        @Override
        public boolean getEnabled() {
            return false;
        }
    };

    QuestDbSettings(Path directory) {
        super(directory.toString(), directory.toString());
    }

    /** Pause between attempts to go on after an error that stopped applying. */
    long resumeMs() {
        return 10_000;
    }

    @Override
    public int getCommitMode() {
        return CommitMode.SYNC;
    }

    @Override
    public TelemetryConfiguration getTelemetryConfiguration() {
        return telemetry;
    }

    @Override
    public Metrics getMetrics() {
        return Metrics.DISABLED;
    }

    @Override
    public boolean enableTestFactories() {
        return false;
    }

    @Override
    public boolean isMatViewEnabled() {
        return false;
    }

    /** Points are found through the index, where compiled filters have no part. */
    @Override
    public int getSqlJitMode() {
        return SqlJitMode.JIT_MODE_DISABLED;
    }

    /** One applying thread: a pool to share a commit among does not exist. */
    @Override
    public boolean isParallelIndexingEnabled() {
        return false;
    }

    @Override
    public boolean freeLeakedReaders() {
        return true;
    }

    @Override
    public long getInactiveReaderTTL() {
        return POOLED_TTL_MS;
    }

    @Override
    public long getInactiveWriterTTL() {
        return POOLED_TTL_MS;
    }

    @Override
    public long getInactiveWalWriterTTL() {
        return POOLED_TTL_MS;
    }

    @Override
    public int getO3ColumnMemorySize() {
        return 256 * KIB;
    }

    @Override
    public long getWalDataAppendPageSize() {
        return 256 * KIB;
    }

    /**
     * Devices do not send in step, so each commit meets rows that are newer than its oldest. QuestDB then rewrites the part
     * of the day behind that row: with its default of 50 MiB that was 54 MiB for each commit, however small.
     */
    @Override
    public long getPartitionO3SplitMinSize() {
        return 512 * KIB;
    }

    // Queues between worker pools that do not run here.

    @Override
    public int getO3CallbackQueueCapacity() {
        return SHORT_QUEUE;
    }

    @Override
    public int getO3CopyQueueCapacity() {
        return SHORT_QUEUE;
    }

    @Override
    public int getO3OpenColumnQueueCapacity() {
        return SHORT_QUEUE;
    }

    @Override
    public int getO3PartitionQueueCapacity() {
        return SHORT_QUEUE;
    }

    @Override
    public int getColumnIndexerQueueCapacity() {
        return SHORT_QUEUE;
    }

    @Override
    public int getVectorAggregateQueueCapacity() {
        return SHORT_QUEUE;
    }

    @Override
    public int getPageFrameReduceQueueCapacity() {
        return SHORT_QUEUE;
    }

    @Override
    public int getPageFrameReduceShardCount() {
        return 1;
    }

    @Override
    public int getUnorderedPageFrameReduceQueueCapacity() {
        return SHORT_QUEUE;
    }

    @Override
    public int getWalTxnNotificationQueueCapacity() {
        return SHORT_QUEUE;
    }

    @Override
    public int getSqlCompilerPoolCapacity() {
        return 2;
    }

    // What a compiler keeps ready for statements larger than ours; all of it grows when needed.

    @Override
    public int getSqlModelPoolCapacity() {
        return FEW;
    }

    @Override
    public int getSqlExpressionPoolCapacity() {
        return FEW;
    }

    @Override
    public int getSqlLexerPoolCapacity() {
        return FEW;
    }

    @Override
    public int getSqlColumnPoolCapacity() {
        return FEW;
    }
}
