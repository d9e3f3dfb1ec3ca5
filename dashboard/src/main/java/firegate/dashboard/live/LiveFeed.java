package firegate.dashboard.live;

import firegate.dashboard.api.AlarmJson;
import firegate.dashboard.auth.Login;
import firegate.dashboard.auth.Refusal;
import firegate.dashboard.auth.SameOrigin;
import firegate.ingest.alarm.Alarm;
import firegate.ingest.alarm.Alarm.Stamp;
import firegate.ingest.pipeline.AlarmDesk;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/live}: a snapshot, then every transition of an alarm at once. All of its state lives on one context, onto
 * which the desk's changes hop in their order; so a change is either in a snapshot or behind it, never between.
 *
 * <p>A client that reads too slowly is closed with 4008 and comes back to a fresh snapshot.
 */
public final class LiveFeed {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
    private static final long READINGS_EVERY_MS = 100;
    private static final long SUMMARY_EVERY_MS = 1_000;
    private static final long POLICE_EVERY_MS = 500;
    /** Frames handed over in one turn, so that a storm does not keep the sockets from being written. */
    private static final int FRAMES_A_TURN = 2_000;

    private static final Comparator<Shown> MOST_SEVERE_FIRST = Comparator.comparing(
                    (Shown shown) -> -shown.alarm().status().severity().rank())
            .thenComparing(shown -> -shown.alarm().clock().at(Stamp.RAISED));

    private final Vertx vertx;
    private final Context context;
    private final WorkerExecutor worker;
    private final AlarmDesk desk;
    private final SummaryBoard board;
    private final SameOrigin origin;
    private final LiveOptions options;
    private final InstantSource clock;

    private final FreshReadings readings = new FreshReadings();
    private final Set<Screen> screens = new HashSet<>();
    private final Map<String, Shown> open = new LinkedHashMap<>();
    private final Queue<Alarm> changes = new ArrayDeque<>();
    /** Who has said already that an alarm is on the screen, by alarm. */
    private final Map<String, Set<String>> painted = new HashMap<>();

    private final List<Long> timers = new ArrayList<>();
    private SummaryBoard.Surroundings around = SummaryBoard.Surroundings.UNKNOWN;
    private boolean looking;
    private long seq;
    private volatile int connected;
    private volatile boolean stopped;

    /** @param json as it is sent, made once */
    private record Shown(Alarm alarm, String json) {}

    /** Listens to the desk, so before the desk starts. */
    public LiveFeed(
            Vertx vertx,
            AlarmDesk desk,
            SummaryBoard board,
            SameOrigin origin,
            LiveOptions options,
            InstantSource clock) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.worker = vertx.createSharedWorkerExecutor("live", 1);
        this.desk = desk;
        this.board = board;
        this.origin = origin;
        this.options = options;
        this.clock = clock;
        desk.onAlarms(alarms -> onContext(() -> changed(alarms)));
        desk.onEntries(readings::offer);
    }

    /** Begins with what is open; after the desk has started, before anyone connects. */
    public void start() {
        onContext(() -> {
            desk.open().forEach(this::keep);
            look();
            timers.add(vertx.setPeriodic(READINGS_EVERY_MS, timer -> sendReadings()));
            timers.add(vertx.setPeriodic(SUMMARY_EVERY_MS, timer -> look()));
            timers.add(vertx.setPeriodic(POLICE_EVERY_MS, timer -> police()));
        });
    }

    /** The route, which needs a {@link Login} on the context. */
    public void mount(Router router) {
        router.get("/api/v1/live").handler(this::connect);
    }

    /** How many screens are connected. */
    public int screens() {
        return connected;
    }

    /** Tells the screens that the program stops. */
    public void close() {
        stopped = true;
        onContext(
                () -> screens.forEach(screen -> screen.close(Screen.GOING_AWAY, "the gateway stops", clock.millis())));
    }

    /** Runs in order behind what was handed over before. When Vert.x has stopped, no screen is left to tell. */
    private void onContext(Runnable work) {
        try {
            context.runOnContext(turn -> work.run());
        } catch (RejectedExecutionException e) {
            LOG.debug("the live feed has stopped", e);
        }
    }

    private void connect(RoutingContext request) {
        if (!"websocket".equalsIgnoreCase(request.request().getHeader("Upgrade"))) {
            request.response().putHeader("Upgrade", "websocket");
            throw new Refusal(426, "Upgrade required", "the live feed is a WebSocket");
        }
        if (!origin.allows(request.request())) {
            throw new Refusal(403, "Forbidden", "this request comes from another site's page");
        }
        Login login = Login.of(request);
        HttpConnection connection = request.request().connection();
        request.request()
                .toWebSocket()
                .onSuccess(socket -> connected(new Screen(socket, connection, login, options), socket))
                .onFailure(request::fail);
    }

    private void connected(Screen screen, ServerWebSocket socket) {
        socket.textMessageHandler(text -> onContext(() -> received(screen, text)));
        socket.binaryMessageHandler(bytes -> onContext(() -> error(screen, "send text frames with JSON")));
        socket.exceptionHandler(e -> onContext(() -> failed(screen, e)));
        socket.closeHandler(closed -> onContext(() -> left(screen)));
        onContext(() -> join(screen));
    }

    private void join(Screen screen) {
        if (screens.size() >= options.mostScreens()) {
            screen.close(Screen.TRY_LATER, "too many screens", clock.millis());
            return;
        }
        screens.add(screen);
        connected = screens.size();
        String alarms = open.values().stream()
                .sorted(MOST_SEVERE_FIRST)
                .map(Shown::json)
                .collect(Collectors.joining(",", "[", "]"));
        screen.send(
                "{\"type\":\"snapshot\",\"seq\":" + seq + ",\"alarms\":" + alarms + ",\"summary\":" + summary() + "}",
                clock.millis());
    }

    /** Vert.x reports what it cannot read, and leaves the connection open. */
    private void failed(Screen screen, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            screen.close((short) corrupted.closeStatus().code(), "cannot be read", clock.millis());
        } else if (cause instanceof IllegalStateException) {
            screen.close(Screen.TOO_BIG, "message too big", clock.millis());
        } else {
            LOG.debug("live feed connection failed", cause);
        }
    }

    private void left(Screen screen) {
        screens.remove(screen);
        connected = screens.size();
        watchAll();
    }

    private void changed(List<Alarm> alarms) {
        boolean idle = changes.isEmpty();
        changes.addAll(alarms);
        if (idle) {
            sendChanges();
        }
    }

    private void sendChanges() {
        int turn = Math.max(1, FRAMES_A_TURN / Math.max(1, screens.size()));
        for (int i = 0; i < turn && !changes.isEmpty(); i++) {
            Alarm alarm = changes.poll();
            Shown known = open.get(alarm.id());
            // Only at the start can one be older than what the desk was found with.
            if (known == null || known.alarm().version() <= alarm.version()) {
                String json = keep(alarm);
                seq++;
                broadcast("{\"type\":\"alarm\",\"seq\":" + seq + ",\"alarm\":" + json + "}");
            }
        }
        if (!changes.isEmpty()) {
            onContext(this::sendChanges);
        }
    }

    private String keep(Alarm alarm) {
        String json = AlarmJson.of(alarm).encode();
        if (alarm.open()) {
            open.put(alarm.id(), new Shown(alarm, json));
        } else {
            open.remove(alarm.id());
            painted.remove(alarm.id());
        }
        return json;
    }

    private void broadcast(String frame) {
        long now = clock.millis();
        screens.forEach(screen -> screen.send(frame, now));
    }

    private void look() {
        if (looking || stopped) {
            return;
        }
        looking = true;
        worker.executeBlocking(board::look).onComplete(looked -> {
            looking = false;
            if (looked.succeeded()) {
                around = looked.result();
            } else {
                LOG.error("the summary could not be made", looked.cause());
            }
            broadcast("{\"type\":\"summary\",\"seq\":" + seq + ",\"summary\":" + summary() + "}");
        });
    }

    private String summary() {
        Collection<Alarm> alarms = new ArrayList<>();
        open.values().forEach(shown -> alarms.add(shown.alarm()));
        return board.json(around, alarms, readings.lastReceivedMs()).encode();
    }

    private void sendReadings() {
        Map<String, String> items = readings.take();
        if (!items.isEmpty()) {
            long now = clock.millis();
            screens.forEach(screen -> sendReadings(screen, items, now));
        }
    }

    private static void sendReadings(Screen screen, Map<String, String> items, long now) {
        boolean few = items.size() < screen.watched().size();
        String joined = (few ? items.keySet() : screen.watched())
                .stream()
                        .filter(device -> screen.watched().contains(device) && items.containsKey(device))
                        .map(items::get)
                        .collect(Collectors.joining(","));
        if (!joined.isEmpty()) {
            screen.send("{\"type\":\"readings\",\"items\":[" + joined + "]}", now);
        }
    }

    private void police() {
        long now = clock.millis();
        for (Screen screen : List.copyOf(screens)) {
            if (screen.closing()) {
                screen.cutWhenDue(now);
            } else if (!screen.login.valid().getAsBoolean()) {
                screen.close(Screen.LOGGED_OUT, "logged out", now);
            } else if (screen.tooSlow(now)) {
                LOG.atWarn()
                        .addKeyValue("user", screen.login.principal().name())
                        .log("a live feed client reads too slowly and is disconnected");
                screen.close(Screen.TOO_SLOW, "too slow", now);
            }
        }
    }

    private void received(Screen screen, String text) {
        if (screen.closing()) {
            return;
        }
        if (!screen.mayTalk(clock.millis())) {
            screen.close(Screen.TOO_MANY, "too many messages", clock.millis());
            return;
        }
        ClientMessage message = ClientMessage.of(text, options.mostDevices());
        if (message instanceof ClientMessage.Subscribe subscribe) {
            subscribe(screen, subscribe.devices());
        } else if (message instanceof ClientMessage.Painted shown) {
            painted(screen, shown.alarms());
        } else if (message instanceof ClientMessage.Ping) {
            screen.send("{\"type\":\"pong\"}", clock.millis());
        } else if (message instanceof ClientMessage.Bad bad) {
            error(screen, bad.reason());
        }
    }

    private void error(Screen screen, String reason) {
        screen.send(new JsonObject().put("type", "error").put("message", reason).encode(), clock.millis());
    }

    private void subscribe(Screen screen, Set<String> devices) {
        Set<String> before = screen.watched();
        screen.watch(devices);
        watchAll();
        Map<String, String> known = new LinkedHashMap<>();
        for (String device : devices) {
            if (!before.contains(device)) {
                desk.view(device).map(view -> FreshReadings.of(device, view)).ifPresent(now -> known.put(device, now));
            }
        }
        sendReadings(screen, known, clock.millis());
    }

    private void watchAll() {
        Set<String> all = new HashSet<>();
        screens.forEach(screen -> all.addAll(screen.watched()));
        readings.watch(all);
    }

    /** The first screen of each person counts; no client can make the desk work more than once for an alarm. */
    private void painted(Screen screen, Set<String> ids) {
        String user = screen.login.principal().name();
        List<String> first = ids.stream()
                .filter(open::containsKey)
                .filter(id -> painted.computeIfAbsent(id, of -> new HashSet<>()).add(user))
                .toList();
        if (!first.isEmpty()) {
            desk.painted(first, user);
        }
    }
}
