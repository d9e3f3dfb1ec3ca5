package firegate.dashboard.live;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a client says on the live feed. */
sealed interface ClientMessage {

    int LONGEST_ID = 128;
    int MOST_PAINTED = 10_000;

    /** These devices' readings, instead of those asked for before. */
    record Subscribe(Set<String> devices) implements ClientMessage {}

    /** The screen shows these alarms. */
    record Painted(Set<String> alarms) implements ClientMessage {}

    record Ping() implements ClientMessage {}

    /** An answer to a ping of ours; says nothing. */
    record Pong() implements ClientMessage {}

    /** Not usable; the reason in words. */
    record Bad(String reason) implements ClientMessage {}

    static ClientMessage of(String text, int mostDevices) {
        try {
            JsonObject json = new JsonObject(text);
            return json.getValue("type") instanceof String type
                    ? of(type, json, mostDevices)
                    : new Bad("'type' must be subscribe, painted or ping");
        } catch (DecodeException e) {
            return new Bad("not a JSON object");
        }
    }

    private static ClientMessage of(String type, JsonObject json, int mostDevices) {
        return switch (type) {
            case "ping" -> new Ping();
            case "pong" -> new Pong();
            case "subscribe" -> {
                Set<String> devices = ids(json.getValue("devices"), mostDevices);
                yield devices == null
                        ? new Bad("'devices' must be an array of at most " + mostDevices + " device ids")
                        : new Subscribe(devices);
            }
            case "painted" -> {
                Set<String> alarms = ids(json.getValue("alarms"), MOST_PAINTED);
                yield alarms == null
                        ? new Bad("'alarms' must be an array of at most " + MOST_PAINTED + " alarm ids")
                        : new Painted(alarms);
            }
            default -> new Bad("'type' must be subscribe, painted or ping");
        };
    }

    /** Null when it is no such array. */
    private static Set<String> ids(Object value, int most) {
        if (!(value instanceof JsonArray array) || array.size() > most) {
            return null;
        }
        Set<String> ids = new LinkedHashSet<>();
        for (int i = 0; i < array.size(); i++) {
            if (!(array.getValue(i) instanceof String id) || id.length() > LONGEST_ID) {
                return null;
            }
            ids.add(id);
        }
        return ids;
    }
}
