package firegate.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlayerTest {

    @TempDir
    Path folder;

    private Rig rig;
    private long nanos;
    private final List<Duration> slept = new ArrayList<>();

    @BeforeEach
    void rig() {
        rig = new Rig(folder);
    }

    private Pace pace(double speed) {
        return new Pace(speed, () -> nanos, time -> {
            slept.add(time);
            nanos += time.toNanos();
        });
    }

    @Test
    void waitsBetweenRowsAsLongAsTheRecordingDividedByTheSpeed() {
        Recording recording = rig.recording(Rig.MAP, "t,a\n10,1\n11,2\n13.5,3\n");
        rig.play(List.of(recording), pace(1));
        assertThat(slept).containsExactly(Duration.ofSeconds(1), Duration.ofMillis(2500));
        slept.clear();
        rig.play(List.of(recording), pace(10));
        assertThat(slept).containsExactly(Duration.ofMillis(100), Duration.ofMillis(250));
        slept.clear();
        rig.play(List.of(recording), pace(0.5));
        assertThat(slept).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(5));
        slept.clear();
        rig.play(List.of(recording), pace(Pace.MAX));
        assertThat(slept).isEmpty();
    }

    @Test
    void catchesUpWithWhatTookTooLong() throws Exception {
        Recording recording = rig.recording(Rig.MAP, "t,a\n0,1\n1,2\n2,3\n3,4\n");
        Player player = player(List.of(recording), 10, (device, body) -> {
            nanos += slept.isEmpty() ? TimeUnit.MILLISECONDS.toNanos(2500) : 0;
            return CompletableFuture.completedFuture(null);
        });
        player.play(pace(1));
        assertThat(slept.stream().reduce(Duration.ZERO, Duration::plus)).isLessThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void playsFilesTogetherInTheOrderOfTimeAndEachInItsOwn() {
        Recording one = rig.scan(Rig.MAP, rig.file("one.csv", "t,a\n0,1\n4,2\n2,3\n6,4\n"))
                .get(0);
        Recording two =
                rig.scan(Rig.MAP, rig.file("two.csv", "t,a\n1,1\n5,2\n")).get(0);
        rig.play(List.of(one, two), pace(Pace.MAX));
        assertThat(rig.sent.stream().map(text -> text.replaceAll(",\"values.*", "")))
                .containsExactly(
                        "d-one {\"ts\":0",
                        "d-two {\"ts\":1000",
                        "d-one {\"ts\":4000",
                        "d-one {\"ts\":2000",
                        "d-two {\"ts\":5000",
                        "d-one {\"ts\":6000");
    }

    @Test
    void hasNoMoreUnacknowledgedThanAllowedAndWaitsForTheLast() throws Exception {
        Recording recording = rig.recording(Rig.MAP, "t,a\n" + "1,1\n".repeat(50));
        Deque<CompletableFuture<Void>> open = new ArrayDeque<>();
        int[] most = {0};
        Player player = player(List.of(recording), 3, (device, body) -> {
            CompletableFuture<Void> answer = new CompletableFuture<>();
            synchronized (open) {
                open.add(answer);
                most[0] = Math.max(most[0], open.size());
                open.notifyAll();
            }
            return answer;
        });
        Thread playing = new Thread(() -> {
            try {
                player.play(pace(Pace.MAX));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        playing.start();
        for (int i = 0; i < 50; i++) {
            CompletableFuture<Void> answer;
            synchronized (open) {
                while (open.isEmpty()) {
                    open.wait();
                }
                assertThat(playing.isAlive()).isTrue();
                answer = open.poll();
            }
            answer.complete(null);
        }
        playing.join();
        assertThat(most[0]).isLessThanOrEqualTo(3);
        assertThat(player.progress()).isEqualTo(new Progress(50, 50, 50, 50, 0));
        assertThat(player.unanswered()).isZero();
    }

    @Test
    void countsWhatNobodyAcknowledgedAndGoesOn() throws Exception {
        Recording recording = rig.recording(Rig.MAP, "t,a\n1,1\n2,2\n3,3\n");
        int[] calls = {0};
        Player player = player(
                List.of(recording),
                1,
                (device, body) -> ++calls[0] == 2
                        ? CompletableFuture.failedFuture(new IOException("gone"))
                        : CompletableFuture.completedFuture(null));
        player.play(pace(Pace.MAX));
        assertThat(player.progress()).isEqualTo(new Progress(3, 3, 3, 2, 1));
        assertThat(player.firstFailure()).isEqualTo("gone");
    }

    @Test
    void saysHowFarItIs() {
        assertThat(Report.progress(new Progress(1200, 4800, 2400, 1100, 0), 10))
                .isEqualTo("1,200 of 4,800 rows, 25.0 %, 2,400 values, 120 rows/s, 30 s to go");
        assertThat(Report.progress(new Progress(0, 10, 0, 0, 0), 0))
                .isEqualTo("0 of 10 rows, 0.0 %, 0 values, 0 rows/s, ? s to go");
    }

    private interface Publish {
        CompletionStage<Void> publish(String device, byte[] body);
    }

    private static Player player(List<Recording> recordings, int inFlight, Publish publish) {
        return new Player(recordings, Player.place(recordings, new Shift.Keep(), false), publish::publish, inFlight);
    }
}
