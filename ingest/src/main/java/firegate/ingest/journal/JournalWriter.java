package firegate.ingest.journal;

import firegate.ingest.journal.BlockFile.Block;
import firegate.ingest.journal.BlockFile.Opener;
import firegate.ingest.journal.BlockFile.Summary;
import firegate.ingest.journal.JournalException.Cause;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Writes to the journal's file and knows whether that works. After a failure the file is closed and opened anew before the
 * next attempt. Not thread-safe except for {@link #problem},
 * {@link #usedBytes} and {@link #worthSettling}.
 */
final class JournalWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);

    private static final int DROP_BLOCKS = 1024;
    private static final long DROP_BYTES = 8 << 20;
    /** So much of the write-ahead log is worth moving into place. */
    private static final long SETTLE_BYTES = 4 << 20;

    /** So much of it makes an append wait until it is moved into place. */
    private static final long MAX_UNSETTLED_BYTES = 64 << 20;

    /** Why nothing can be appended now. */
    private record Problem(Cause cause, String text) {}

    private final JournalOptions options;
    private final Opener opener;
    private final InstantSource clock;
    private BlockFile file;
    private long last;
    private boolean leftovers;
    private volatile Problem problem;
    private volatile long usedBytes;
    private volatile boolean worthSettling;

    /** @throws JournalException when the file cannot be used */
    JournalWriter(JournalOptions options, Opener opener, InstantSource clock) {
        this.options = options;
        this.opener = opener;
        this.clock = clock;
        try {
            file = new BlockFile(options, opener);
            last = file.newest().map(Summary::last).orElse(0L);
            usedBytes = file.usedBytes();
        } catch (SQLException e) {
            throw new JournalException(
                    Cause.IO, "journal " + options.file() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Offset of the last entry in the file; 0 when there is none. */
    long last() {
        return last;
    }

    /** Offset of the first entry in the file; behind {@link #last} when there is none. */
    long oldest() {
        try {
            return file.oldest(1).stream().mapToLong(Summary::first).findFirst().orElse(last + 1);
        } catch (SQLException e) {
            throw failed("read", 0, e);
        }
    }

    /** Why nothing can be appended now, or null. */
    String problem() {
        Problem now = problem;
        return now == null ? null : now.text();
    }

    long usedBytes() {
        return usedBytes;
    }

    /** @throws JournalException when none of the blocks was written */
    void append(List<Block> blocks) {
        Problem now = problem;
        if (now != null && now.cause() == Cause.FULL) {
            throw new JournalException(Cause.FULL, now.text(), null);
        }
        long bytes = 0;
        for (Block block : blocks) {
            bytes += block.data().length;
        }
        try {
            open();
            file.append(blocks, leftovers ? OptionalLong.of(last) : OptionalLong.empty());
            leftovers = false;
            last = blocks.get(blocks.size() - 1).last();
        } catch (SQLException e) {
            throw failed("written", bytes, e);
        }
        solved();
        if (file.unsettledBytes() > MAX_UNSETTLED_BYTES) {
            settle();
        } else {
            worthSettling = file.unsettledBytes() > SETTLE_BYTES;
        }
    }

    /** Whether there is enough in the write-ahead log to be moved into place. */
    boolean worthSettling() {
        return worthSettling;
    }

    /** Takes note that moving the write-ahead log into place failed. */
    void settlingFailed(SQLException e) {
        failed("written", 0, e);
    }

    /**
     * What has to be done now and then: drops some blocks that nobody needs, moves the write-ahead log into place, looks
     * whether a failed disk works again.
     *
     * @param passed offset that every consumer has passed
     * @param oldestWillBe told the new oldest offset before what precedes it is gone
     */
    void upkeep(long passed, LongConsumer oldestWillBe) {
        try {
            open();
            if (problem != null && problem.cause() == Cause.IO) {
                file.probe();
                solved();
            }
            drop(passed, oldestWillBe);
            usedBytes = file.usedBytes();
            if (problem != null && usedBytes <= options.maxBytes() / 8 * 7) {
                solved();
            }
            if (worthSettling) {
                worthSettling = false;
                file.settle();
            }
        } catch (SQLException e) {
            failed("written", 0, e);
        }
    }

    private void drop(long passed, LongConsumer oldestWillBe) throws SQLException {
        List<Summary> rows = file.oldest(DROP_BLOCKS);
        long keepSinceMs = clock.millis() - options.keep().toMillis();
        long freed = 0;
        int count = 0;
        // The last block stays, whoever has passed it: the next offset is taken from it after a restart.
        while (count < rows.size() - 1 && freed < DROP_BYTES) {
            Summary row = rows.get(count);
            boolean tight = usedBytes - freed > options.maxBytes() / 2;
            if (row.last() > passed || (row.newestMs() >= keepSinceMs && !tight)) {
                break;
            }
            freed += row.bytes();
            count++;
        }
        if (count > 0) {
            oldestWillBe.accept(rows.get(count).first());
            file.dropBefore(rows.get(count).first());
        }
    }

    private void settle() {
        worthSettling = false;
        try {
            file.settle();
        } catch (SQLException e) {
            failed("written", 0, e);
        }
    }

    private void open() throws SQLException {
        if (file == null) {
            BlockFile opened = new BlockFile(options, opener);
            Optional<Summary> newest = opened.newest();
            if (newest.map(Summary::last).orElse(0L) < last) {
                opened.close();
                throw new SQLException("the file has lost entries up to " + last);
            }
            file = opened;
        }
    }

    private JournalException failed(String what, long bytes, SQLException e) {
        Problem found = judge(what, bytes, e);
        leftovers = true;
        close();
        if (problem == null || problem.cause() != found.cause()) {
            LOG.atError().addKeyValue("file", options.file()).log("journal refuses: {}", found.text());
        }
        problem = found;
        return new JournalException(found.cause(), found.text(), e);
    }

    private Problem judge(String what, long bytes, SQLException e) {
        boolean noSpace = e instanceof SQLiteException sqlite && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
        if (noSpace && refreshUsed() + bytes > options.maxBytes() / 8 * 7) {
            return new Problem(
                    Cause.FULL,
                    "the journal's " + options.maxBytes()
                            + " bytes are used up by entries that a consumer still needs");
        }
        return new Problem(Cause.IO, "journal " + options.file() + " cannot be " + what + ": " + e.getMessage());
    }

    private long refreshUsed() {
        try {
            usedBytes = file == null ? usedBytes : file.usedBytes();
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("file", options.file()).setCause(e).log("journal size unknown");
        }
        return usedBytes;
    }

    private void solved() {
        if (problem != null) {
            problem = null;
            LOG.atInfo().addKeyValue("file", options.file()).log("journal accepts again");
        }
    }

    @Override
    public void close() {
        BlockFile closing = file;
        file = null;
        try {
            if (closing != null) {
                closing.close();
            }
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("file", options.file()).setCause(e).log("journal not closed cleanly");
        }
    }
}
