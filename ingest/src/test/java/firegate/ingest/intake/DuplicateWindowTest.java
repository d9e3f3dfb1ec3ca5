package firegate.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.journal.ReadingKey;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DuplicateWindowTest {

    private static final int WINDOW_MS = 600_000;

    private static ReadingKey key(long number) {
        Random random = new Random(number);
        return new ReadingKey(random.nextLong(), random.nextLong());
    }

    @Test
    void knowsExactlyWhatASetKnows() {
        Random random = new Random(7);
        KeySet keys = new KeySet();
        Set<ReadingKey> expected = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            ReadingKey key = key(random.nextInt(30_000));
            assertThat(keys.contains(key)).isEqualTo(expected.contains(key));
            assertThat(keys.add(key)).isEqualTo(expected.add(key));
        }
        assertThat(keys.size()).isEqualTo(expected.size());
    }

    @Test
    void keepsKeysApartThatDifferInOneHalf() {
        KeySet keys = new KeySet();
        keys.add(new ReadingKey(0, 5));
        keys.add(new ReadingKey(5, 0));

        assertThat(keys.contains(new ReadingKey(5, 5))).isFalse();
        assertThat(keys.contains(new ReadingKey(0, 5))).isTrue();
        assertThat(keys.contains(new ReadingKey(5, 0))).isTrue();
    }

    @Test
    void knowsEveryKeyForAtLeastTheWindowAndAtMostHalfAsLongAgain() {
        DuplicateWindow window = new DuplicateWindow(WINDOW_MS, 1_000_000, 0);
        for (int second = 0; second < 6000; second++) {
            long nowMs = second * 1000L;
            window.advance(nowMs);
            window.add(key(second), nowMs);
            assertThat(window.contains(key(second))).isTrue();
            if (second >= 600) {
                assertThat(window.contains(key(second - 600))).isTrue();
            }
            if (second > 901) {
                assertThat(window.contains(key(second - 901))).isFalse();
            }
        }
        assertThat(window.coveredMs()).isEqualTo(WINDOW_MS);
    }

    @Test
    void forgetsAfterSilence() {
        DuplicateWindow window = new DuplicateWindow(WINDOW_MS, 1_000_000, 0);
        window.add(key(1), 0);
        window.advance(WINDOW_MS + 1);

        assertThat(window.contains(key(1))).isFalse();
    }

    @Test
    void getsShorterWhenThereAreTooManyKeys() {
        DuplicateWindow window = new DuplicateWindow(WINDOW_MS, 3000, -WINDOW_MS);
        for (int i = 0; i < 10_000; i++) {
            window.advance(i);
            window.add(key(i), i);
        }
        assertThat(window.coveredMs()).isBetween(2000L, 3000L);
        for (int i = 8000; i < 10_000; i++) {
            assertThat(window.contains(key(i))).isTrue();
        }
        assertThat(window.contains(key(6000))).isFalse();
    }
}
