package firegate.ingest.journal;

import static firegate.ingest.journal.Entries.NOW;
import static firegate.ingest.journal.Entries.telemetries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import firegate.ingest.journal.JournalException.Cause;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest {

    private static final Duration KEEP = Duration.ofMinutes(10);
    private static final Duration NO_WAIT = Duration.ZERO;

    @TempDir
    Path directory;

    final AtomicLong nowMs = new AtomicLong(NOW);
    final InstantSource clock = () -> Instant.ofEpochMilli(nowMs.get());
    Path file;
    SqliteJournal journal;

    @BeforeEach
    void open() {
        file = directory.resolve("journal.db");
        journal = open(64 << 20);
    }

    private SqliteJournal open(long maxBytes) {
        return new SqliteJournal(new JournalOptions(file, true, maxBytes, KEEP), clock);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private Position append(List<Entry> entries) {
        return journal.append(entries).join();
    }

    private static Position at(long offset) {
        return new Position(0, offset);
    }

    private List<Entry> readAll(long after) throws InterruptedException {
        List<Entry> all = new ArrayList<>();
        for (Position next = at(after); next.compareTo(journal.head()) < 0; ) {
            Journal.Batch batch = journal.read(next, 1000, NO_WAIT);
            all.addAll(batch.entries());
            next = batch.last();
        }
        return all;
    }

    @Test
    void beginsBeforeTheFirstEntry() throws InterruptedException {
        assertThat(journal.head()).isEqualTo(Position.START);
        assertThat(journal.read(Position.START, 10, NO_WAIT).isEmpty()).isTrue();
        assertThat(journal.state().healthy()).isTrue();
        assertThat(journal.state().oldest()).isEqualTo(at(1));
    }

    @Test
    void countsEntriesFromOneOnAndGivesThemInOrder() throws InterruptedException {
        assertThat(append(telemetries(0, 3))).isEqualTo(at(1));
        assertThat(append(telemetries(3, 2))).isEqualTo(at(4));

        assertThat(journal.head()).isEqualTo(at(5));
        assertThat(journal.read(Position.START, 100, NO_WAIT).entries()).isEqualTo(telemetries(0, 5));
        assertThat(journal.read(at(1), 1, NO_WAIT)).isEqualTo(new Journal.Batch(at(2), telemetries(1, 2)));
        assertThat(journal.read(at(5), 100, NO_WAIT).isEmpty()).isTrue();
    }

    @Test
    void givesTheSameFromDiskAfterARestartAndGoesOnCounting() throws InterruptedException {
        append(telemetries(0, 3));
        append(telemetries(3, 5000));
        journal.close();
        journal = open(64 << 20);

        assertThat(journal.head()).isEqualTo(at(5003));
        assertThat(readAll(0)).isEqualTo(telemetries(0, 5003));
        assertThat(readAll(4500)).isEqualTo(telemetries(4500, 503));
        assertThat(journal.read(at(1), 1, NO_WAIT)).isEqualTo(new Journal.Batch(at(2), telemetries(1, 2)));
        assertThat(append(telemetries(5003, 1))).isEqualTo(at(5004));
        assertThat(readAll(5002)).isEqualTo(telemetries(5002, 2));
    }

    @Test
    void servesConsumersThatFellBehindWhatIsInMemory() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            append(telemetries(i * 4000L, 4000));
        }
        assertThat(readAll(0)).isEqualTo(telemetries(0, 80_000));
    }

    @Test
    void wakesAReaderWhenEntriesCome() throws Exception {
        CompletableFuture<Journal.Batch> read = CompletableFuture.supplyAsync(() -> {
            try {
                return journal.read(Position.START, 10, Duration.ofSeconds(30));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        append(telemetries(0, 1));

        assertThat(read.get().entries()).isEqualTo(telemetries(0, 1));
    }

    @Test
    void tellsAWaitingReaderThatItIsClosed() {
        CompletableFuture<Journal.Batch> read = CompletableFuture.supplyAsync(() -> {
            try {
                return journal.read(Position.START, 10, Duration.ofSeconds(30));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        journal.close();

        assertThatThrownBy(read::join)
                .hasCauseInstanceOf(JournalException.class)
                .hasMessageContaining("closed");
        assertThat(journal.state().problem()).isEqualTo("the journal is closed");
        assertThat(causeOfFailure(telemetries(0, 1))).isEqualTo(Cause.CLOSED);
    }

    @Test
    void dropsOnlyWhatEveryConsumerHasPassedAndTheWindowDoesNotNeed() {
        journal.release("slow", Position.START);
        journal.release("fast", Position.START);
        for (int i = 0; i < 10; i++) {
            append(telemetries(i * 100L, 100));
        }
        journal.release("fast", at(1000));
        journal.release("slow", at(450));
        nowMs.addAndGet(KEEP.toMillis());
        append(List.of(Entries.telemetry(1000, nowMs.get())));
        assertThat(journal.state().oldest()).isEqualTo(at(1));

        nowMs.addAndGet(1);
        await().until(() -> journal.state().oldest().equals(at(401)));
        assertThat(journal.state().head()).isEqualTo(at(1001));
        assertThatThrownBy(() -> journal.read(at(399), 1, NO_WAIT))
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.kind()).isEqualTo(Cause.OUT_OF_RANGE));
    }

    @Test
    void goesOnCountingAfterARestartWhenEverythingWasDropped() throws InterruptedException {
        journal.release("only", Position.START);
        append(telemetries(0, 10));
        append(telemetries(10, 10));
        journal.release("only", at(20));
        nowMs.addAndGet(KEEP.toMillis() * 2);
        await().until(() -> journal.state().oldest().equals(at(11)));
        journal.close();
        journal = open(64 << 20);

        assertThat(journal.head()).isEqualTo(at(20));
        assertThat(append(telemetries(20, 1))).isEqualTo(at(21));
    }

    @Test
    void givesUpTheWindowWhileMoreThanHalfOfTheDiskBudgetIsUsed() {
        restartWith(8 << 20);
        journal.release("only", Position.START);
        for (int i = 0; i < 6; i++) {
            append(List.of(Entries.rejected(1 << 20, NOW)));
        }
        assertThat(journal.state().oldest()).isEqualTo(at(1));
        journal.release("only", at(6));

        await().until(() -> journal.state().oldest().offset() == 4);
    }

    @Test
    void refusesWhenFullAndAcceptsAgainOnceAConsumerHasPassed() throws InterruptedException {
        restartWith(8 << 20);
        journal.release("only", Position.START);
        Cause refused = null;
        while (refused == null) {
            refused = causeOfFailure(List.of(Entries.rejected(1 << 20, NOW)));
        }
        assertThat(refused).isEqualTo(Cause.FULL);
        assertThat(journal.state().problem()).contains("8388608 bytes are used up");
        assertThat(journal.state().bytes()).isLessThanOrEqualTo(8 << 20);
        long head = journal.head().offset();
        assertThat(causeOfFailure(telemetries(0, 1))).isEqualTo(Cause.FULL);
        assertThat(readAll(0)).hasSize((int) head);

        journal.release("only", at(head));
        await().until(() -> journal.state().healthy());
        assertThat(append(telemetries(0, 1))).isEqualTo(at(head + 1));
    }

    private void restartWith(long maxBytes) {
        journal.close();
        journal = open(maxBytes);
    }

    @Test
    void continuesBehindACursorThatIsAheadOfIt() throws InterruptedException {
        append(telemetries(0, 10));
        journal.release("history", at(10));
        journal.release("alarms", at(250));

        assertThat(journal.head()).isEqualTo(at(250));
        assertThat(journal.read(at(10), 100, NO_WAIT).isEmpty()).isTrue();
        assertThat(journal.before(NOW + 1)).isEqualTo(at(250));
        assertThat(append(telemetries(250, 2))).isEqualTo(at(251));
        assertThat(journal.read(at(8), 100, NO_WAIT)).isEqualTo(new Journal.Batch(at(9), telemetries(8, 2)));
        assertThat(journal.read(at(10), 100, NO_WAIT)).isEqualTo(new Journal.Batch(at(251), telemetries(250, 2)));
        journal.close();
        journal = open(64 << 20);
        assertThat(journal.read(at(8), 100, NO_WAIT)).isEqualTo(new Journal.Batch(at(9), telemetries(8, 2)));
        assertThat(journal.read(at(10), 100, NO_WAIT)).isEqualTo(new Journal.Batch(at(251), telemetries(250, 2)));
    }

    @Test
    void continuesBehindACursorWhenItIsEmpty() throws InterruptedException {
        journal.release("alarms", at(250));

        assertThat(journal.read(at(250), 1, NO_WAIT).isEmpty()).isTrue();
        assertThat(append(telemetries(0, 1))).isEqualTo(at(251));
    }

    @Test
    void refusesToReadWhatDoesNotExistYet() {
        assertThatThrownBy(() -> journal.read(at(1), 1, NO_WAIT))
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.kind()).isEqualTo(Cause.OUT_OF_RANGE));
    }

    @Test
    void findsThePlaceOfAnInstant() {
        for (long ms = NOW; ms < NOW + 20_000; ms += 1000) {
            append(List.of(Entries.telemetry(1, ms), Entries.telemetry(2, ms)));
        }
        assertThat(journal.before(NOW - 5000)).isEqualTo(at(0));
        assertThat(journal.before(NOW + 7000)).isEqualTo(at(14));
        assertThat(journal.before(NOW + 7001)).isEqualTo(at(16));
        assertThat(journal.before(NOW + 19_001)).isEqualTo(at(40));
    }

    @Test
    void keepsNothingOfAnAppendThatFailedAndRecoversByItself() throws InterruptedException {
        for (FailingDisk.Mode mode : List.of(FailingDisk.Mode.LOSES_WRITES, FailingDisk.Mode.FAILS_TO_SYNC)) {
            journal.close();
            FailingDisk disk = new FailingDisk();
            journal = new SqliteJournal(new JournalOptions(file, true, 64 << 20, KEEP), clock, disk);
            long before = journal.head().offset();
            append(telemetries(before, 5));

            disk.mode = mode;
            assertThat(causeOfFailure(telemetries(777, 3))).as(mode.name()).isEqualTo(Cause.IO);
            assertThat(journal.state().problem()).contains(file.toString(), "disk I/O error");
            assertThat(journal.head()).isEqualTo(at(before + 5));
            assertThat(readAll(0)).isEqualTo(telemetries(0, (int) before + 5));
            disk.mode = FailingDisk.Mode.GONE;
            assertThat(causeOfFailure(telemetries(888, 1))).as(mode.name()).isEqualTo(Cause.IO);

            disk.mode = FailingDisk.Mode.WORKS;
            assertThat(append(telemetries(before + 5, 5))).isEqualTo(at(before + 6));
            assertThat(journal.state().healthy()).isTrue();
            journal.close();
            journal = open(64 << 20);
            assertThat(readAll(0)).as(mode.name()).isEqualTo(telemetries(0, (int) before + 10));
        }
    }

    @Test
    void noticesWithoutAnAppendThatTheDiskWorksAgain() {
        journal.close();
        FailingDisk disk = new FailingDisk();
        journal = new SqliteJournal(new JournalOptions(file, true, 64 << 20, KEEP), clock, disk);
        disk.mode = FailingDisk.Mode.LOSES_WRITES;
        assertThat(causeOfFailure(telemetries(0, 1))).isEqualTo(Cause.IO);
        disk.mode = FailingDisk.Mode.WORKS;

        await().until(() -> journal.state().healthy());
    }

    private Cause causeOfFailure(List<Entry> entries) {
        try {
            append(entries);
            return null;
        } catch (CompletionException e) {
            return ((JournalException) e.getCause()).kind();
        }
    }

    @Test
    void refusesAFileThatIsCutShort() throws Exception {
        append(telemetries(0, 20_000));
        journal.close();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 8192);
        }
        assertThatThrownBy(() -> open(64 << 20))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("malformed");
    }

    @Test
    void refusesAFileThatIsNoJournal() throws Exception {
        Files.writeString(
                directory.resolve("journal.txt"), "no database at all, but long enough to look at".repeat(20));
        file = directory.resolve("journal.txt");
        assertThatThrownBy(() -> open(64 << 20))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(file.toString());

        file = directory.resolve("other.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE alarm (id INTEGER)");
        }
        assertThatThrownBy(() -> open(64 << 20))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(file + " is not a journal of firegate");
    }

    @Test
    void namesTheDamagedBlockWhenAByteWasChanged() throws Exception {
        append(List.of(Entries.rejected(100_000, NOW)));
        append(telemetries(1, 10));
        journal.close();
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(60_000);
            bytes.write(0x55);
        }
        journal = open(64 << 20);
        assertThatThrownBy(() -> journal.read(Position.START, 1, NO_WAIT))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("damaged in the block at 1");
    }
}
