package firegate.dashboard.api;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The parameters behind the question mark, read strictly: a misspelt filter must not silently give everything. */
final class Query {

    static final int DEFAULT_LIMIT = 100;
    static final int MOST_LIMIT = 1_000;

    private final MultiMap parameters;

    private Query(MultiMap parameters) {
        this.parameters = parameters;
    }

    /**
     * The parameters of a request.
     *
     * @param names those that there are
     * @throws BadParameter naming one that does not exist or occurs twice
     */
    static Query of(RoutingContext context, String... names) {
        MultiMap parameters = context.queryParams();
        Set<String> known = new TreeSet<>(List.of(names));
        for (String name : parameters.names()) {
            List<String> values = parameters.getAll(name);
            if (!known.contains(name)) {
                String allowed = known.isEmpty() ? "there are none" : "there are " + String.join(", ", known);
                throw new BadParameter(name, values.get(0), "no such parameter; " + allowed);
            }
            if (values.size() > 1) {
                throw new BadParameter(name, String.join(",", values), "one value");
            }
        }
        return new Query(parameters);
    }

    /** Null when absent or empty. */
    String text(String name) {
        String value = parameters.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** One of the allowed words, or null when absent. */
    String choice(String name, Collection<String> allowed) {
        String value = text(name);
        if (value != null && !allowed.contains(value)) {
            throw new BadParameter(name, value, String.join(", ", allowed));
        }
        return value;
    }

    Boolean flag(String name) {
        String value = choice(name, List.of("true", "false"));
        return value == null ? null : Boolean.valueOf(value);
    }

    /** Epoch milliseconds, or null when absent. */
    Long time(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        Long ms = Iso.parse(value);
        if (ms == null) {
            throw new BadParameter(
                    name, value, "ISO-8601 with offset such as 2026-03-01T08:00:00Z, or milliseconds since 1970");
        }
        return ms;
    }

    int limit() {
        String value = text("limit");
        if (value == null) {
            return DEFAULT_LIMIT;
        }
        if (value.matches("[0-9]{1,9}")) {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= MOST_LIMIT) {
                return limit;
            }
        }
        throw new BadParameter("limit", value, "1 to " + MOST_LIMIT);
    }

    /** What {@link Page#cursor} was given for the page before, or null for the first page. */
    JsonArray cursor(Class<?>... types) {
        String value = text("cursor");
        return value == null ? null : Page.place(value, types);
    }
}
