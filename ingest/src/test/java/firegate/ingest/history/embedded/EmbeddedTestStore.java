package firegate.ingest.history.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.history.HistoryStore;
import firegate.ingest.history.TestStore;
import java.nio.file.Path;
import java.time.Duration;

record EmbeddedTestStore(Path directory) implements TestStore {
    @Override
    public HistoryStore open() {
        return new QuestDbHistory(directory, Duration.ofDays(400));
    }

    @Override
    public void awaitVisible(HistoryStore history) throws InterruptedException {
        assertThat(((QuestDbHistory) history).awaitVisible(Duration.ofSeconds(60)))
                .isTrue();
    }

    @Override
    public long lastTimeMs() {
        return PointTable.MAX_TIME_MS;
    }

    @Override
    public void close() {}
}
