package firegate.dashboard.api;

import firegate.dashboard.api.Answers.Answer;
import firegate.dashboard.auth.Access;
import firegate.dashboard.auth.Login;
import firegate.dashboard.auth.Refusal;
import firegate.dashboard.auth.Role;
import firegate.ingest.device.Device;
import firegate.ingest.device.Kind;
import firegate.ingest.pipeline.AlarmDesk;
import firegate.ingest.records.Database;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.records.QuarantineRecords;
import firegate.ingest.rule.DeviceState;
import firegate.ingest.supervise.Presence;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.JdbiException;

/** {@code /api/v1/devices}. */
public final class DeviceRoutes {

    private static final String PATH = "/api/v1/devices";
    private static final String ONE = PATH + "/:id";
    private static final List<String> KINDS =
            Arrays.stream(Kind.values()).map(Kind::id).toList();
    private static final List<String> STATES =
            Arrays.stream(Presence.values()).map(Presence::id).toList();
    private static final int MOST_CLAIMED = 10_000;

    private final Answers answers;
    private final DeviceRegistry registry;
    private final AlarmDesk desk;
    private final Database database;
    private final InstantSource clock;

    public DeviceRoutes(
            Answers answers, DeviceRegistry registry, AlarmDesk desk, Database database, InstantSource clock) {
        this.answers = answers;
        this.registry = registry;
        this.desk = desk;
        this.database = database;
        this.clock = clock;
    }

    public void mount(Router router) {
        router.get(PATH).handler(answers.json(this::list));
        router.get(ONE).handler(answers.json(this::one));
        router.put(ONE).handler(Access.requires(Role.ADMIN)).handler(answers.of(this::put));
        router.delete(ONE).handler(Access.requires(Role.ADMIN)).handler(answers.of(this::delete));
        router.post(ONE + "/token").handler(Access.requires(Role.ADMIN)).handler(answers.json(this::token));
        router.post(PATH + "/claim").handler(Access.requires(Role.ADMIN)).handler(answers.json(this::claim));
    }

    private JsonObject list(RoutingContext context) {
        Query query = Query.of(context, "kind", "site", "state", "claimed", "q", "limit", "cursor");
        String kind = query.choice("kind", KINDS);
        String site = query.text("site");
        String state = query.choice("state", STATES);
        Boolean claimed = query.flag("claimed");
        String q = query.text("q");
        JsonArray cursor = query.cursor(String.class);
        int limit = query.limit();
        long now = clock.millis();
        List<Device> found = registry.devices().stream()
                .filter(device -> kind == null || kind.equals(device.kind().id()))
                .filter(device -> site == null || site.equals(device.site()))
                .filter(device -> claimed == null || claimed == device.claimed())
                .filter(device -> q == null || mentions(device, q.toLowerCase(Locale.ROOT)))
                .filter(device -> state == null || state.equals(presence(device, now)))
                .toList();
        String after = cursor == null ? null : cursor.getString(0);
        List<Device> rest = found.stream()
                .filter(device -> after == null || device.id().compareTo(after) > 0)
                .limit(limit + 1L)
                .toList();
        List<Device> page = rest.subList(0, Math.min(limit, rest.size()));
        String next = rest.size() > limit ? Page.cursor(page.get(limit - 1).id()) : null;
        return Page.of(json(page, now), next, found.size());
    }

    private static boolean mentions(Device device, String q) {
        return Stream.of(device.id(), device.name(), device.location(), device.model())
                .filter(Objects::nonNull)
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(q));
    }

    private String presence(Device device, long now) {
        Long lastSeen = desk.view(device.id()).map(DeviceState.View::lastSeenMs).orElse(null);
        return Presence.of(lastSeen, device.interval(), now).id();
    }

    private List<JsonObject> json(List<Device> devices, long now) {
        Map<String, Long> alarms = DeviceJson.openAlarms(desk.open());
        Optional<Map<String, Long>> rejected = rejected(devices, now);
        return devices.stream()
                .map(device -> DeviceJson.of(
                        device,
                        desk.view(device.id()),
                        alarms.getOrDefault(device.id(), 0L),
                        rejected.map(of -> of.getOrDefault(device.id(), 0L)).orElse(null),
                        now))
                .toList();
    }

    /** Rejected messages of the last day; empty while the records cannot be read, which hides no device. */
    private Optional<Map<String, Long>> rejected(List<Device> devices, long now) {
        long since = now - Duration.ofDays(1).toMillis();
        try {
            return Optional.of(database.reader().withHandle(handle -> {
                if (devices.size() == 1) {
                    String id = devices.get(0).id();
                    return Map.of(id, QuarantineRecords.count(handle, new QuarantineRecords.Filter(id, since, null)));
                }
                return QuarantineRecords.perDevice(handle, since);
            }));
        } catch (JdbiException e) {
            return Optional.empty();
        }
    }

    private JsonObject one(RoutingContext context) {
        Query.of(context);
        return json(known(context));
    }

    private JsonObject json(Device device) {
        return json(List.of(device), clock.millis()).get(0);
    }

    private Device known(RoutingContext context) {
        String id = context.pathParam("id");
        return registry.device(id).orElseThrow(() -> unknown(id));
    }

    private static Refusal unknown(String id) {
        return new Refusal(404, "Not found", "there is no device '" + id + "'");
    }

    private Answer put(RoutingContext context) {
        Query.of(context);
        String id = context.pathParam("id");
        Optional<Device> known = registry.device(id);
        Device device =
                new DeviceBody(Body.of(context), site -> registry.site(site).isPresent()).read(id, known);
        registry.put(device, user(context));
        return new Answer(known.isPresent() ? 200 : 201, json(device));
    }

    private Answer delete(RoutingContext context) {
        Query.of(context);
        String id = context.pathParam("id");
        if (!registry.delete(id, user(context))) {
            throw unknown(id);
        }
        return Answer.NO_CONTENT;
    }

    private JsonObject token(RoutingContext context) {
        Query.of(context);
        Body.of(context).end();
        return new JsonObject().put("token", registry.newToken(known(context).id(), user(context)));
    }

    private JsonObject claim(RoutingContext context) {
        Query.of(context);
        Body body = Body.of(context);
        List<String> ids = body.texts("ids", MOST_CLAIMED, 128);
        Kind kind = DeviceBody.kind(body);
        String site = DeviceBody.site(body, of -> registry.site(of).isPresent());
        body.end();
        if (ids.isEmpty()) {
            throw Body.bad("key 'ids' names the devices to claim");
        }
        List<String> unknown =
                ids.stream().filter(id -> registry.device(id).isEmpty()).toList();
        if (!unknown.isEmpty()) {
            throw new Refusal(404, "Not found", "there are no devices " + String.join(", ", unknown));
        }
        List<String> distinct = ids.stream().distinct().toList();
        return Page.whole(json(registry.claim(distinct, kind, site, user(context)), clock.millis()));
    }

    private static String user(RoutingContext context) {
        return Login.of(context).principal().name();
    }
}
