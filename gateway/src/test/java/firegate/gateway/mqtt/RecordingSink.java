package firegate.gateway.mqtt;

import firegate.ingest.intake.Delivery;
import firegate.ingest.intake.DeliverySink;
import firegate.ingest.intake.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Remembers what it was given, and answers at once or when the test says so. */
public final class RecordingSink implements DeliverySink {

    public record Submission(List<Delivery> deliveries, CompletableFuture<List<Outcome>> future) {

        public void complete(Outcome outcome) {
            future.complete(deliveries.stream().map(d -> outcome).toList());
        }
    }

    public final List<Submission> submissions = new CopyOnWriteArrayList<>();
    private volatile Function<Delivery, Outcome> outcome = delivery -> Outcome.DURABLE;
    private volatile boolean byHand;

    public RecordingSink answer(Function<Delivery, Outcome> outcomes) {
        outcome = outcomes;
        return this;
    }

    /** Futures stay open until the test completes them. */
    public RecordingSink byHand() {
        byHand = true;
        return this;
    }

    /** Completes what is open, and from now on everything at once. */
    public synchronized void answerAll(Outcome all) {
        byHand = false;
        submissions.forEach(submission -> submission.complete(all));
    }

    @Override
    public synchronized CompletableFuture<List<Outcome>> submit(List<Delivery> deliveries) {
        Submission submission = new Submission(List.copyOf(deliveries), new CompletableFuture<>());
        submissions.add(submission);
        if (!byHand) {
            submission.future.complete(deliveries.stream().map(outcome).toList());
        }
        return submission.future;
    }

    public List<Delivery> deliveries() {
        List<Delivery> all = new ArrayList<>();
        submissions.forEach(submission -> all.addAll(submission.deliveries));
        return all;
    }

    public List<String> bodies() {
        return deliveries().stream()
                .map(delivery -> new String(delivery.payload(), StandardCharsets.UTF_8))
                .toList();
    }
}
