package firegate.ingest.intake;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where the edges hand over what they received. Thread-safe. */
@FunctionalInterface
public interface DeliverySink {

    /**
     * Takes the deliveries in order. The order of the deliveries of one device is the order of the calls.
     *
     * @return completes, on a thread of the intake, with one outcome per delivery in the same order once each is durable or
     *     refused; never completes exceptionally
     */
    CompletableFuture<List<Outcome>> submit(List<Delivery> deliveries);
}
