package firegate.ingest.history;

import static firegate.ingest.history.Sent.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import firegate.ingest.history.Answer.Point;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.MemoryJournal;
import firegate.ingest.journal.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Use by many at once, and again after an end in the middle. */
public abstract class ConcurrentUseContract extends StoreContract {

    private static final long T0 = 1_760_000_000_000L;

    /** QuestDB's memory is not the JVM's: there, a query that went on after close() would end the process. */
    @Test
    void closesInTheMiddleOfQueriesAndWrites() throws Exception {
        List<Entry.Telemetry> many = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            many.add(sent("sd-1", T0 + i, "smoke", i));
        }
        history.write(many);
        awaitVisible();

        AtomicInteger rounds = new AtomicInteger();
        ExecutorService users = Executors.newFixedThreadPool(4);
        List<Future<?>> ended = new ArrayList<>();
        for (int user = 0; user < 3; user++) {
            ended.add(users.submit(() -> {
                while (true) {
                    List<Point> points = Answer.raw(history, "sd-1", "smoke", 0, Long.MAX_VALUE);
                    assertThat(points).hasSizeGreaterThanOrEqualTo(20_000);
                    rounds.incrementAndGet();
                }
            }));
        }
        ended.add(users.submit(() -> {
            for (int i = 0; ; i++) {
                history.write(List.of(sent("sd-1", T0 + 20_000 + i, "smoke", i), sent("sd-1", T0 + i, "co", i)));
            }
        }));
        await().until(() -> rounds.get() > 10);
        history.close();
        users.shutdown();

        assertThat(users.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        for (Future<?> user : ended) {
            assertThatThrownBy(user::get)
                    .hasCauseInstanceOf(HistoryException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void holdsEachReadingOnceAfterTheFeedBeganAgainFromAnOldCursor() throws Exception {
        MemoryJournal journal = new MemoryJournal();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            entries.add(sent("sd-" + i % 7, T0 + i, "smoke", i));
            entries.add(sent("sd-" + i % 7, T0 + i, "temperature", -1.0 - i));
        }
        journal.append(entries).join();
        // The second feed knows nothing of the first, as after a crash before the accounts were moved.
        for (Position start : List.of(Position.START, new Position(0, 100), Position.START)) {
            reopen();
            carry(journal, start, history);
            awaitVisible();
            int points = 0;
            for (int device = 0; device < 7; device++) {
                points += Answer.raw(history, "sd-" + device, "smoke", 0, Long.MAX_VALUE)
                        .size();
                points += Answer.raw(history, "sd-" + device, "temperature", 0, Long.MAX_VALUE)
                        .size();
            }
            assertThat(points).isEqualTo(1_000);
        }
    }

    private static void carry(MemoryJournal journal, Position start, HistoryStore history) {
        StoredAccounts accounts = (upTo, entries) -> {};
        try (HistoryFeed feed = new HistoryFeed(journal, start, history, accounts, () -> T0)) {
            feed.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> feed.position().equals(journal.head()));
        }
    }
}
