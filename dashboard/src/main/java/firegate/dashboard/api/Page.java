package firegate.dashboard.api;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Lists in pages: {@code {"items":[…],"next":cursor|null,"total":n}}. */
final class Page {

    private Page() {}

    /** @param next from {@link #cursor}, or null on the last page */
    static JsonObject of(List<JsonObject> items, String next, long total) {
        return new JsonObject()
                .put("items", new JsonArray(items))
                .put("next", next)
                .put("total", total);
    }

    /** A list that has only one page. */
    static JsonObject whole(List<JsonObject> items) {
        return of(items, null, items.size());
    }

    /** The place of the last item of a page, as a text that means nothing to clients. */
    static String cursor(Object... place) {
        byte[] json = new JsonArray(List.of(place)).encode().getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    static JsonArray place(String cursor, Class<?>... types) {
        try {
            JsonArray place = new JsonArray(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            boolean fits = place.size() == types.length;
            for (int i = 0; fits && i < types.length; i++) {
                fits = types[i] == String.class
                        ? place.getValue(i) instanceof String
                        : place.getValue(i) instanceof Integer || place.getValue(i) instanceof Long;
            }
            if (fits) {
                return place;
            }
        } catch (IllegalArgumentException | DecodeException e) {
            throw unusable(cursor);
        }
        throw unusable(cursor);
    }

    private static BadParameter unusable(String cursor) {
        return new BadParameter("cursor", cursor, "what 'next' of the answer before contained");
    }
}
