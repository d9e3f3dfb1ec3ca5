package firegate.gateway.notify;

import firegate.gateway.config.Config;
import firegate.ingest.alarm.Alarm;
import firegate.ingest.records.Database;
import firegate.ingest.records.OutboxRecords;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The receivers of the configuration, each with a courier of its own. */
public final class Webhooks implements AutoCloseable {

    private final Database database;
    private final List<Notifier> notifiers = new ArrayList<>();
    private final List<Courier> couriers = new ArrayList<>();

    public Webhooks(List<Config.Webhook> webhooks, Database database, Pace pace, MeterRegistry meters) {
        this.database = database;
        for (int i = 0; i < webhooks.size(); i++) {
            Config.Webhook webhook = webhooks.get(i);
            int nth = (int) webhooks.subList(0, i).stream()
                    .filter(other -> other.url().equals(webhook.url()))
                    .count();
            notifiers.add(new WebhookNotifier(webhook, i + 1, nth, pace.answerWait()));
        }
        notifiers.forEach(notifier -> couriers.add(new Courier(database, notifier, pace, meters)));
    }

    /**
     * Goes on where each receiver has come to; a new one begins with what happens from now on. Before the desk starts.
     *
     * @param onAlarms takes who is to be told that alarms have changed
     */
    public void start(Consumer<Consumer<List<Alarm>>> onAlarms) {
        List<String> ids = notifiers.stream().map(Notifier::id).toList();
        database.writer().run(handle -> {
            OutboxRecords.keepOnly(handle, ids);
            ids.forEach(id -> OutboxRecords.cursor(handle, id));
        });
        couriers.forEach(Courier::start);
        onAlarms.accept(alarms -> couriers.forEach(Courier::wake));
    }

    /** Which receivers do not take events, and why; null when all do. */
    public String problem() {
        String problems =
                couriers.stream().map(Courier::problem).filter(Objects::nonNull).collect(Collectors.joining("; "));
        return problems.isEmpty() ? null : problems;
    }

    @Override
    public void close() {
        couriers.forEach(Courier::close);
    }
}
