package firegate.gateway.demo;

import firegate.gateway.Firegate;
import firegate.gateway.fleet.BrokerAddress;
import firegate.gateway.fleet.DeviceLogin;
import firegate.gateway.fleet.Fleet;
import firegate.gateway.fleet.FleetConnection;
import firegate.gateway.fleet.FleetOptions;
import firegate.gateway.simulate.DeviceStream;
import firegate.gateway.simulate.FaultShares;
import firegate.gateway.simulate.TownClock;
import firegate.gateway.simulate.TownPlayer;
import firegate.gateway.town.Incident;
import firegate.gateway.town.IncidentKind;
import firegate.gateway.town.IncidentPlan;
import firegate.gateway.town.SampleTown;
import firegate.gateway.town.Town;
import firegate.gateway.town.TownDevice;
import firegate.gateway.town.TownModel;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.records.DeviceRegistry.Registration;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A gateway with the sample town in front of it: real devices as far as the gateway can tell, over MQTT with their tokens. */
public final class Demo implements AutoCloseable {

    private static final long SEED = 2026;
    private static final String PREFIX = "demo-";
    private static final String USER = "demo";
    private static final String SOURCE = "sample town";
    private static final Duration HISTORY = Duration.ofHours(6);
    private static final Duration FIRST_INCIDENT = Duration.ofSeconds(2);
    private static final Duration CONNECT_WAIT = Duration.ofSeconds(30);

    private final Firegate firegate;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final InstantSource clock;
    private Town town;
    private IncidentPlan plan;

    public Demo(DemoConfig config, InstantSource clock) {
        this.firegate = new Firegate(config.config(), clock, true);
        this.clock = clock;
        parts.push(firegate);
    }

    /**
     * Starts everything; when it returns the town lives.
     *
     * @param lastAlive until when an earlier demo has written its history there
     * @param incidentEvery from one incident to the next
     */
    public void start(DemoConfig config, Instant lastAlive, Duration incidentEvery) throws Exception {
        town = SampleTown.of(
                SEED,
                SampleTown.DEVICES,
                clock.instant().atOffset(ZoneOffset.UTC).toLocalDate(),
                PREFIX);
        firegate.start();
        Map<String, String> tokens = register(firegate.registry());
        Fleet fleet = Fleet.start(FleetOptions.of(
                new BrokerAddress(reachable(config.config().mqtt().listener().host()), firegate.mqttPort(), false)));
        parts.push(fleet);
        Map<TownDevice, FleetConnection> connections = new TreeMap<>(java.util.Comparator.comparing(TownDevice::id));
        town.devices()
                .forEach(device -> connections.put(
                        device, fleet.connect(DeviceLogin.device(device.id(), tokens.get(device.id())))));
        await(connections.values().stream().map(FleetConnection::connected).toList());

        long now = clock.millis();
        long from = Math.max(now - HISTORY.toMillis(), lastAlive.toEpochMilli());
        await(new PastDay(town).send(connections, from, now));
        plan = IncidentPlan.of(town, List.of(IncidentKind.values()), now + FIRST_INCIDENT.toMillis(), incidentEvery);
        TownModel model = new TownModel(plan);
        List<TownPlayer.Part> playing = new ArrayList<>();
        connections.forEach((device, connection) ->
                playing.add(new TownPlayer.Part(new DeviceStream(model, device, FaultShares.NONE, now), connection)));
        TownPlayer player = new TownPlayer(playing, Demo::topic, 1, TownClock.NOW, clock);
        parts.push(player);
        player.start();
    }

    public String readyLine() {
        return firegate.readyLine();
    }

    /** What begins within a time, for people. */
    public List<String> incidents(Instant from, Instant until) {
        return plan.beginning(from.toEpochMilli(), until.toEpochMilli()).stream()
                .map(this::told)
                .toList();
    }

    private String told(Incident incident) {
        return Instant.ofEpochMilli(incident.startMs()).truncatedTo(java.time.temporal.ChronoUnit.SECONDS) + "  "
                + incident.kind().zh() + " / " + incident.kind().en() + ": "
                + town.siteName(incident.lead().device().site()) + ", "
                + incident.lead().id();
    }

    static String topic(String device) {
        return "v1/devices/" + device + "/telemetry";
    }

    private Map<String, String> register(DeviceRegistry registry) {
        Map<String, String> tokens = new TreeMap<>();
        town.devices().forEach(device -> tokens.put(device.id(), registry.makeToken()));
        registry.putSites(List.copyOf(town.sites()), SOURCE, USER);
        registry.register(
                town.devices().stream()
                        .map(of -> new Registration(of.device(), tokens.get(of.id())))
                        .toList(),
                SOURCE,
                USER);
        return tokens;
    }

    /** An address that stands for all of a machine's is reached over loopback. */
    private static String reachable(String host) throws UnknownHostException {
        return InetAddress.getByName(host).isAnyLocalAddress() ? "127.0.0.1" : host;
    }

    private static void await(List<Future<Void>> all) throws Exception {
        Future.all(all).toCompletionStage().toCompletableFuture().get(CONNECT_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The devices fall silent, then the gateway stops. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                org.slf4j.LoggerFactory.getLogger(Demo.class)
                        .atWarn()
                        .setCause(e)
                        .log("a part of the demo did not stop cleanly");
            }
        }
    }
}
