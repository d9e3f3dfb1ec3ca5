package firegate.gateway.replay;

import firegate.ingest.device.DeviceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a device with places to fill in: {@code {file}}, {@code {folder}}, {@code {column}}, {@code {1}} for a group of the
 * column's pattern, and {@code {cell:NAME}} for what stands in another column of the row.
 */
final class DeviceTemplate {

    static final String ALLOWED =
            "a device id (letters, digits and . _ : @ -) with {file}, {folder}, {column}, {1} for a group of match, {cell:NAME}";

    private static final Pattern PLACE = Pattern.compile("\\{(file|folder|column|[1-9]|cell:[^{}]+)\\}");

    private DeviceTemplate() {}

    /** Why a text is no template. */
    static Optional<String> problem(String template) {
        String rest = PLACE.matcher(template).replaceAll("x");
        return DeviceId.allows(rest) ? Optional.empty() : Optional.of("is not allowed");
    }

    /** The columns whose cells it needs. */
    static List<String> cells(String template) {
        List<String> names = new ArrayList<>();
        Matcher place = PLACE.matcher(template);
        while (place.find()) {
            if (place.group(1).startsWith("cell:")) {
                names.add(place.group(1).substring("cell:".length()));
            }
        }
        return names;
    }

    /** The highest group of the column's pattern that it needs. */
    static int groups(String template) {
        int most = 0;
        Matcher place = PLACE.matcher(template);
        while (place.find()) {
            if (Character.isDigit(place.group(1).charAt(0))) {
                most = Math.max(most, Integer.parseInt(place.group(1)));
            }
        }
        return most;
    }

    /**
     * Fills in everything but the cells.
     *
     * @param match of the column's pattern, or null when it was named
     */
    static String of(String template, String file, String folder, String column, MatchResult match) {
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(
                        switch (place.group(1)) {
                            case "file" -> file;
                            case "folder" -> folder;
                            case "column" -> column;
                            default ->
                                place.group(1).startsWith("cell:")
                                        ? place.group()
                                        : part(match, Integer.parseInt(place.group(1)));
                        }));
    }

    private static String part(MatchResult match, int group) {
        return match.group(group) == null ? "" : match.group(group);
    }

    /** Fills in the cell of one column. */
    static String withCell(String template, String column, String value) {
        return template.replace("{cell:" + column + "}", value);
    }
}
