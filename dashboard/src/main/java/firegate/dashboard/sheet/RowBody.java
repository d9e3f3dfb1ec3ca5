package firegate.dashboard.sheet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import firegate.dashboard.api.Body;
import firegate.dashboard.api.DeviceBody;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A row as the body that the API would take: what is known, with the row's cells laid over it. A cell that is empty empties its
 * value; a column that the sheet does not have leaves it as it is.
 */
final class RowBody {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> NUMBERS = Set.of("lat", "lon", "ratedPower");
    private static final Set<String> FLAGS = Set.of("claimed", "gateway", "noCharging");
    private static final String CONTACTS = "contacts";
    private static final String CONTACT_FORM =
            "name/phone/role, several separated by ; (for example 王芳/13900000001/值班)";

    private final Sheet.Row row;
    private final ObjectNode object;

    /** @param known in JSON, if there is something of that id */
    RowBody(Sheet.Row row, Optional<String> known) {
        this.row = row;
        this.object = known.map(RowBody::parsed).orElseGet(JsonNodeFactory.instance::objectNode);
    }

    private static ObjectNode parsed(String json) {
        try {
            return (ObjectNode) MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    ObjectNode object() {
        return object;
    }

    /** Lays one cell over its key. */
    void put(String column) {
        String cell = row.cells().get(column);
        if (cell.isEmpty()) {
            object.remove(column);
        } else if (NUMBERS.contains(column)) {
            number(column, cell);
        } else if (FLAGS.contains(column)) {
            flag(column, cell);
        } else if (column.equals(CONTACTS)) {
            object.set(CONTACTS, contacts(cell));
        } else {
            object.put(column, cell);
        }
    }

    /** Lays a cell of a column such as {@code attr.NAME} over its place within a key. */
    void putWithin(String key, String column) {
        String name = column.substring(column.indexOf('.') + 1);
        ObjectNode within = object.withObjectProperty(key);
        String cell = row.cells().get(column);
        if (cell.isEmpty()) {
            within.remove(name);
        } else {
            within.put(name, cell);
        }
    }

    private void number(String column, String cell) {
        try {
            object.put(column, new BigDecimal(cell).doubleValue());
        } catch (NumberFormatException e) {
            object.put(column, cell); // refused with what is allowed
        }
    }

    /** Spreadsheets write them in capitals. */
    private void flag(String column, String cell) {
        switch (cell.toLowerCase(Locale.ROOT)) {
            case "true" -> object.put(column, true);
            case "false" -> object.put(column, false);
            default -> object.put(column, cell);
        }
    }

    private ArrayNode contacts(String cell) {
        ArrayNode contacts = JsonNodeFactory.instance.arrayNode();
        for (String contact : cell.split(";", -1)) {
            String[] parts = contact.strip().split("/", -1);
            if (parts.length > 3) {
                throw new BadCell(new BadRow(row.line(), CONTACTS, cell, CONTACT_FORM));
            }
            if (contact.isBlank()) {
                continue;
            }
            ObjectNode of = contacts.addObject();
            List<String> names = List.of("name", "phone", "role");
            for (int i = 0; i < parts.length; i++) {
                if (!parts[i].isBlank()) {
                    of.put(names.get(i), parts[i].strip());
                }
            }
        }
        return contacts;
    }

    /** What is wrong with the row, in its own columns. */
    BadRow bad(Body.BadKey refused) {
        String key = refused.key();
        String column = row.cells().containsKey(key)
                ? key
                : row.cells().keySet().stream()
                        .filter(name -> key.startsWith(name + "["))
                        .findFirst()
                        .orElseGet(() -> within(key));
        return new BadRow(
                row.line(),
                column,
                row.cells().getOrDefault(column, ""),
                column.equals(CONTACTS)
                        ? CONTACT_FORM + ", each part at most 500 characters"
                        : refused.allowed().replaceFirst(", or null$", ", or an empty cell"));
    }

    private String within(String key) {
        return row.cells().keySet().stream()
                .filter(name -> name.indexOf('.') > 0 && row.cells().get(name).length() > DeviceBody.TEXT)
                .findFirst()
                .orElse(key);
    }

    /** Ends the reading of a row. */
    static final class BadCell extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final transient BadRow row;

        BadCell(BadRow row) {
            super(row.message(), null, false, false);
            this.row = row;
        }

        BadRow row() {
            return row;
        }
    }
}
