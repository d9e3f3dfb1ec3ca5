package firegate.ingest.history.embedded;

import static firegate.ingest.history.Sent.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import firegate.ingest.history.Answer;
import firegate.ingest.history.HistoryException;
import io.questdb.std.FilesFacade;
import io.questdb.std.FilesFacadeImpl;
import io.questdb.std.str.LPSZ;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {

    private static final long T0 = 1_760_000_000_000L;
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final Disk DISK = new Disk();

    @TempDir
    Path directory;

    private QuestDbHistory history;

    @BeforeEach
    void open() {
        DISK.full = false;
        DISK.tableFull = false;
        history = new QuestDbHistory(directory, Duration.ofDays(400), OnDisk::new);
    }

    @AfterEach
    void close() {
        history.close();
    }

    private void awaitVisible() throws InterruptedException {
        assertThat(history.awaitVisible(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void takesNothingWhileTheDiskIsFullAndEverythingAfterwards() throws Exception {
        history.write(List.of(sent("sd-1", T0, "smoke", 1)));
        awaitVisible();
        history.close();
        history = new QuestDbHistory(directory, Duration.ofDays(400), OnDisk::new);

        DISK.full = true;
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> history.write(List.of(sent("sd-1", T0 + 1, "smoke", 2))))
                    .isInstanceOfSatisfying(
                            HistoryException.class,
                            e -> assertThat(e.isRefused()).isFalse());
        }
        DISK.full = false;
        history.write(List.of(sent("sd-1", T0 + 1, "smoke", 2)));
        awaitVisible();

        assertThat(Answer.raw(history, "sd-1", "smoke", 0, Long.MAX_VALUE))
                .extracting(Answer.Point::value)
                .containsExactly(1.0, 2.0);
    }

    @Test
    void appliesLaterWhatItCouldNotWhileTheTableHadNoRoom() throws Exception {
        history.write(List.of(sent("sd-1", T0, "smoke", 1)));
        awaitVisible();

        DISK.tableFull = true;
        history.write(List.of(sent("sd-1", T0 + 5 * DAY, "smoke", 2)));
        await().until(() -> history.problem() != null);
        assertThat(history.unapplied()).isEqualTo(1);
        assertThatThrownBy(() -> history.write(List.of(sent("sd-1", T0 + 2, "smoke", 3))))
                .isInstanceOf(HistoryException.class)
                .hasMessageContaining("cannot apply");
        assertThat(Answer.raw(history, "sd-1", "smoke", 0, Long.MAX_VALUE)).hasSize(1);

        DISK.tableFull = false;
        await().until(() -> history.problem() == null);
        history.write(List.of(sent("sd-1", T0 + 2, "smoke", 3)));
        awaitVisible();
        await().until(() -> history.unapplied() == 0);

        assertThat(Answer.raw(history, "sd-1", "smoke", 0, Long.MAX_VALUE))
                .extracting(Answer.Point::value)
                .containsExactly(1.0, 3.0, 2.0);
    }

    private static final class OnDisk extends QuestDbSettings {
        OnDisk(Path directory) {
            super(directory);
        }

        @Override
        public FilesFacade getFilesFacade() {
            return DISK;
        }

        @Override
        long resumeMs() {
            return 50;
        }
    }

    private static final class Disk extends FilesFacadeImpl {
        volatile boolean full;
        volatile boolean tableFull;

        @Override
        public boolean allocate(long fd, long size) {
            return !full && super.allocate(fd, size);
        }

        @Override
        public long openRW(LPSZ name, int opts) {
            boolean ofTable =
                    !name.toString().contains("wal") && !name.toString().contains("txn_seq");
            return full || (tableFull && ofTable) ? -1 : super.openRW(name, opts);
        }
    }
}
