package firegate.ingest.history.embedded;

import static firegate.ingest.history.Sent.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firegate.ingest.history.Answer;
import firegate.ingest.history.Answer.Point;
import firegate.ingest.history.HistoryException;
import firegate.ingest.history.PointsContract;
import firegate.ingest.history.TestStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QuestDbHistoryTest extends PointsContract {

    private static final long T0 = Instant.parse("2026-03-01T08:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * 60 * MINUTE;

    @Override
    protected TestStore store(Path directory) {
        return new EmbeddedTestStore(directory);
    }

    @Test
    void dropsTheDaysBeyondItsRetentionOnly() throws Exception {
        long now = T0 + 400 * DAY;
        write(
                sent("sd-1", T0 - 2 * DAY, "smoke", 1),
                sent("sd-1", T0 - 8 * 60 * MINUTE - 1, "smoke", 2),
                sent("sd-1", T0 - 8 * 60 * MINUTE, "smoke", 3),
                sent("sd-1", T0, "smoke", 4),
                sent("sd-1", now, "smoke", 5));

        history.enforceRetention(now);
        awaitVisible();
        assertThat(Answer.raw(history, "sd-1", "smoke", 0, Long.MAX_VALUE))
                .extracting(Point::value)
                .containsExactly(3.0, 4.0, 5.0);

        reopen();
        history.enforceRetention(now);
        awaitVisible();
        assertThat(Answer.raw(history, "sd-1", "smoke", 0, Long.MAX_VALUE)).hasSize(3);
    }

    @Test
    void isRefusedToASecondUserOfTheDirectory() {
        assertThatThrownBy(() -> new QuestDbHistory(directory, Duration.ofDays(1)))
                .isInstanceOf(HistoryException.class)
                .hasMessageContaining(directory.toString());
        assertThat(history.problem()).isNull();
    }
}
