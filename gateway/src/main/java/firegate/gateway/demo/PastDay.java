package firegate.gateway.demo;

import firegate.gateway.fleet.FleetConnection;
import firegate.gateway.simulate.TelemetryBody;
import firegate.gateway.simulate.TelemetryBody.Sample;
import firegate.gateway.town.IncidentPlan;
import firegate.gateway.town.Town;
import firegate.gateway.town.TownDevice;
import firegate.gateway.town.TownModel;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The hours before the demo began, sent as devices send what they have buffered: late readings with their own times. Nothing
 * happened in them, so nothing is raised.
 */
final class PastDay {

    /** A message may hold 1,000 values, a report has up to 12. */
    private static final int MOST_OF_A_MESSAGE = 80;

    private final TownModel model;

    PastDay(Town town) {
        this.model = new TownModel(IncidentPlan.quiet(town));
    }

    /** @return completed with the acknowledgements */
    List<Future<Void>> send(Map<TownDevice, FleetConnection> connections, long fromMs, long untilMs) {
        List<Future<Void>> sent = new ArrayList<>();
        connections.forEach((device, connection) -> {
            List<Sample> samples = samples(device, fromMs, untilMs);
            for (int i = 0; i < samples.size(); i += MOST_OF_A_MESSAGE) {
                List<Sample> some = samples.subList(i, Math.min(i + MOST_OF_A_MESSAGE, samples.size()));
                sent.add(connection.publish(Demo.topic(device.id()), TelemetryBody.of(some)));
            }
        });
        return sent;
    }

    private List<Sample> samples(TownDevice device, long fromMs, long untilMs) {
        List<Sample> samples = new ArrayList<>();
        // Each has at least one, so that none is unheard of when the demo begins.
        long begin = Math.min(fromMs, untilMs - device.device().interval().toMillis() * 2);
        for (long at = model.nextMs(device, begin); at <= untilMs; at = model.nextMs(device, at)) {
            samples.add(new Sample(at, model.at(device, at).orElseThrow()));
        }
        return samples;
    }
}
