package firegate.ingest.history.embedded;

import io.questdb.log.LogFactory;
import io.questdb.log.LogLevel;
import io.questdb.log.LogRecordUtf8Sink;
import io.questdb.log.LogWriter;
import io.questdb.mp.QueueConsumer;
import io.questdb.mp.RingQueue;
import io.questdb.mp.SCSequence;
import io.questdb.mp.SynchronizedJob;
import io.questdb.std.str.Utf8s;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * QuestDB's errors in our own log. It logs through a ring that a thread of its own polls a hundred times a second; that
 * thread is halted and {@link #drain} is called by ours.
 */
public final class QuestDbLog extends SynchronizedJob implements LogWriter {

    private static final String CONFIGURATION = "/firegate/ingest/history/embedded/questdb-log.properties";
    private static final Logger LOG = LoggerFactory.getLogger("firegate.ingest.history.embedded.QuestDb");
    private static final Queue<QuestDbLog> WRITERS = new ConcurrentLinkedQueue<>();

    private final RingQueue<LogRecordUtf8Sink> ring;
    private final SCSequence sequence;
    private final QueueConsumer<LogRecordUtf8Sink> toLog = QuestDbLog::log;

    /** The form of constructor that QuestDB's log configuration demands. */
    public QuestDbLog(RingQueue<LogRecordUtf8Sink> ring, SCSequence sequence, int level) {
        this.ring = ring;
        this.sequence = sequence;
        WRITERS.add(this);
    }

    /** Must run before any other class of QuestDB is used. */
    static synchronized void install() {
        // The name of the property is QuestDB's; whoever sets it wants something else.
        if (System.getProperty(LogFactory.CONFIG_SYSTEM_PROPERTY) == null) {
            System.setProperty(LogFactory.CONFIG_SYSTEM_PROPERTY, CONFIGURATION);
        }
        LogFactory.getInstance();
        LogFactory.haltInstance();
    }

    static void drain() {
        for (QuestDbLog writer : WRITERS) {
            writer.run(0);
        }
    }

    @Override
    public void bindProperties(LogFactory factory) {}

    @Override
    protected boolean runSerially() {
        return sequence.consumeAll(ring, toLog);
    }

    private static void log(LogRecordUtf8Sink line) {
        String text = Utf8s.toString(line);
        if (text != null) {
            boolean error = (line.getLevel() & (LogLevel.ERROR | LogLevel.CRITICAL)) != 0;
            LOG.atLevel(error ? Level.ERROR : Level.DEBUG).log(text.strip());
        }
    }
}
