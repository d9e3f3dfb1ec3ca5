package firegate.gateway.replay;

import firegate.gateway.replay.Mapping.Column;
import firegate.ingest.device.DeviceId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;

/**
 * A mapping applied to the header of one file.
 *
 * @param fields how many the header has
 * @param time index of the column with the time
 */
record Binding(int fields, int time, List<Target> targets) {

    /**
     * A device and the columns that it sends in one message.
     *
     * @param device its id, still with cells to fill in when {@code cells} is not empty
     * @param cells columns that name the device, by index
     */
    record Target(String device, Map<Integer, String> cells, List<Channel> channels) {}

    /** Never fails: says what is wrong and leaves it out. */
    static Binding of(Mapping mapping, Path file, List<String> header, Consumer<String> problem) {
        return new Maker(mapping, file, header, problem).make();
    }

    private static final class Maker {
        private final Mapping mapping;
        private final List<String> header;
        private final Consumer<String> problem;
        private boolean wrong;
        private final String file;
        private final String folder;
        private final Map<String, Target> targets = new LinkedHashMap<>();
        private final Set<String> series = new HashSet<>();

        Maker(Mapping mapping, Path file, List<String> header, Consumer<String> problem) {
            this.mapping = mapping;
            this.header = header;
            this.problem = text -> {
                wrong = true;
                problem.accept(text);
            };
            this.file = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
            Path parent = file.toAbsolutePath().normalize().getParent();
            this.folder = parent == null || parent.getFileName() == null
                    ? ""
                    : parent.getFileName().toString();
        }

        Binding make() {
            int time = index(mapping.time().column(), "time column");
            for (Column column : mapping.columns()) {
                if (column.pattern().isPresent()) {
                    matching(column);
                } else if (!column.optional() || header.contains(column.name().orElseThrow())) {
                    String name = column.name().orElseThrow();
                    int index = index(name, "line " + column.line() + ": column");
                    if (index >= 0) {
                        bind(column, name, index, null);
                    }
                }
            }
            if (targets.isEmpty() && !wrong) {
                problem.accept("none of its columns is in the mapping; it has " + String.join(", ", header));
            }
            return new Binding(header.size(), time, List.copyOf(targets.values()));
        }

        private void matching(Column column) {
            boolean found = false;
            for (int index = 0; index < header.size(); index++) {
                Matcher match = column.pattern().orElseThrow().matcher(header.get(index));
                if (match.matches()) {
                    found = true;
                    bind(column, header.get(index), index, match);
                }
            }
            if (!found && !column.optional()) {
                problem.accept("line " + column.line() + ": no column matches " + column.shown() + "; it has "
                        + String.join(", ", header) + "; allowed: a column that it has, or optional: true");
            }
        }

        private void bind(Column column, String name, int index, Matcher match) {
            String template = column.device().or(mapping::device).orElseThrow();
            int groups = match == null ? 0 : match.groupCount();
            if (DeviceTemplate.groups(template) > groups) {
                problem.accept("line " + column.line() + ": device \"" + template + "\" needs group "
                        + DeviceTemplate.groups(template) + ", but " + column.shown() + " has " + groups);
                return;
            }
            Map<Integer, String> cells = new LinkedHashMap<>();
            for (String cell : DeviceTemplate.cells(template)) {
                cells.put(index(cell, "line " + column.line() + ": column"), cell);
            }
            String device = DeviceTemplate.of(template, file, folder, name, match);
            if (cells.isEmpty() && !DeviceId.allows(device)) {
                problem.accept(
                        "line " + column.line() + ": '" + device + "' is no device id; allowed: " + DeviceId.FORM);
                return;
            }
            if (!series.add(device + '\n' + column.metric())) {
                problem.accept("line " + column.line() + ": " + column.metric() + " of device " + device
                        + " comes from two columns, the second is '" + name + "'");
                return;
            }
            targets.computeIfAbsent(device, id -> new Target(id, cells, new ArrayList<>()))
                    .channels()
                    .add(new Channel(index, name, column.metric(), column.transform(), column.range()));
        }

        /** Where a column is; -1 and a problem when it is missing or there twice. */
        private int index(String name, String what) {
            int index = header.indexOf(name);
            if (index < 0) {
                problem.accept(what + " '" + name + "' is not in the file; it has " + String.join(", ", header));
            } else if (header.lastIndexOf(name) != index) {
                problem.accept(what + " '" + name + "' is there twice");
            }
            return index;
        }
    }
}
