package firegate.gateway.simulate;

import firegate.gateway.fleet.DeviceLogin;
import firegate.gateway.fleet.Fleet;
import firegate.gateway.fleet.FleetConnection;
import firegate.gateway.fleet.FleetFigures;
import firegate.gateway.fleet.FleetOptions;
import firegate.gateway.town.IncidentPlan;
import firegate.gateway.town.Town;
import firegate.gateway.town.TownModel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/** A town that is played against a broker. */
public final class Simulation implements AutoCloseable {

    private final Duration lastWait;
    private final Fleet fleet;
    private final TownPlayer player;

    private Simulation(Fleet fleet, TownPlayer player, Duration lastWait) {
        this.lastWait = lastWait;
        this.fleet = fleet;
        this.player = player;
    }

    /**
     * Connects all devices and begins.
     *
     * @param login of a device
     * @param topic of a device
     * @param lastWait how long acknowledgements are waited for at the end
     */
    public static Simulation start(
            FleetOptions options,
            Town town,
            IncidentPlan plan,
            FaultShares faults,
            Function<String, DeviceLogin> login,
            Function<String, String> topic,
            int qos,
            TownClock clock,
            InstantSource machine,
            Duration lastWait) {
        Fleet fleet = Fleet.start(options);
        TownModel model = new TownModel(plan);
        long from = clock.townMs(machine.millis());
        List<TownPlayer.Part> parts = town.devices().stream()
                .map(device -> {
                    FleetConnection connection = fleet.connect(login.apply(device.id()));
                    return new TownPlayer.Part(new DeviceStream(model, device, faults, from), connection);
                })
                .toList();
        TownPlayer player = new TownPlayer(parts, topic, qos, clock, machine);
        player.start();
        return new Simulation(fleet, player, lastWait);
    }

    public Played played() {
        return player.played();
    }

    public FleetFigures figures() {
        return fleet.figures();
    }

    /** Ends: nothing more is sent, acknowledgements are waited for a while. */
    @Override
    public void close() {
        player.close();
        fleet.close(lastWait);
    }
}
