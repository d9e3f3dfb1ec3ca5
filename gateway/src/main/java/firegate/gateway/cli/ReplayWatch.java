package firegate.gateway.cli;

import firegate.gateway.replay.Pace;
import firegate.gateway.replay.Player;
import firegate.gateway.replay.Progress;
import firegate.gateway.replay.Report;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Says how far a replay is, and ends it when messages wait for an acknowledgement that does not come. */
final class ReplayWatch implements AutoCloseable {

    private final Player player;
    private final Pace pace;
    private final Duration every;
    private final Duration patience;
    private final Consumer<String> out;
    private final Runnable giveUp;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "replay-progress");
        thread.setDaemon(true);
        return thread;
    });

    @SuppressWarnings("unused") // held so that nobody takes it for forgotten
    private ScheduledFuture<?> looking;

    private long answered = -1;
    private double answeredAt;

    ReplayWatch(Player player, Pace pace, Duration every, Duration patience, Consumer<String> out, Runnable giveUp) {
        this.player = player;
        this.pace = pace;
        this.every = every;
        this.patience = patience;
        this.out = out;
        this.giveUp = giveUp;
    }

    void start() {
        looking = timer.scheduleAtFixedRate(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        Progress progress = player.progress();
        double now = pace.secondsPassed();
        out.accept(Report.progress(progress, now));
        long answers = progress.acknowledged() + progress.failed();
        if (answers != answered || player.unanswered() == 0) {
            answered = answers;
            answeredAt = now;
        } else if (now - answeredAt > patience.toSeconds()) {
            out.accept("nothing was acknowledged for " + patience.toSeconds() + " s: giving up");
            timer.shutdown();
            giveUp.run();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
