package firegate.dashboard.sheet;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A CSV file with a header: its columns and its rows, not judged yet. */
final class Sheet {

    /** @param cells by column, without surrounding blanks */
    record Row(long line, Map<String, String> cells) {}

    private final List<String> columns;
    private final List<Row> rows = new ArrayList<>();
    private final List<BadRow> bad = new ArrayList<>();

    private Sheet(List<String> columns) {
        this.columns = columns;
    }

    /**
     * @param known whether there is a column of this name
     * @param names of all columns, for the message about one that there is not
     */
    static Sheet read(byte[] file, Predicate<String> known, String names) throws SheetException {
        // Rows that are too short or too long are judged here, with their line.
        try (CsvReader<CsvRecord> csv = CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(SheetText.of(file))) {
            Sheet sheet = null;
            for (CsvRecord line : csv) {
                if (sheet == null) {
                    sheet = new Sheet(header(line, known, names));
                } else {
                    sheet.add(line);
                }
            }
            if (sheet == null) {
                throw new SheetException("it is empty; its first line must name the columns: " + names);
            }
            sheet.refuseRepeatedIds();
            return sheet;
        } catch (CsvParseException e) {
            throw new SheetException("it is not CSV: " + e.getMessage());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> header(CsvRecord line, Predicate<String> known, String names) throws SheetException {
        List<String> columns = line.getFields().stream().map(String::strip).toList();
        if (columns.size() == 1 && columns.get(0).matches(".*[;\t].*")) {
            throw new SheetException("its columns are not separated by commas: '" + columns.get(0) + "'");
        }
        Set<String> seen = new HashSet<>();
        List<String> repeated =
                columns.stream().filter(column -> !seen.add(column)).toList();
        if (!repeated.isEmpty()) {
            throw new SheetException("its header names a column twice: " + quoted(repeated));
        }
        List<String> unknown = columns.stream().filter(known.negate()).toList();
        if (!unknown.isEmpty()) {
            throw new SheetException("its header has unknown columns: " + quoted(unknown) + "; there are " + names);
        }
        if (!columns.contains("id")) {
            throw new SheetException("its header has no column id");
        }
        return columns;
    }

    private static String quoted(List<String> names) {
        return "'" + String.join("', '", names) + "'";
    }

    private void add(CsvRecord line) {
        long number = line.getStartingLineNumber();
        if (line.getFields().stream().allMatch(String::isBlank)) {
            return; // what Excel leaves below a table
        }
        if (line.getFieldCount() != columns.size()) {
            bad.add(new BadRow(
                    number,
                    null,
                    "",
                    "it has " + line.getFieldCount() + " fields and the header " + columns.size()
                            + "; texts with commas must be in double quotes"));
            return;
        }
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            cells.put(columns.get(i), line.getField(i).strip());
        }
        rows.add(new Row(number, cells));
    }

    private void refuseRepeatedIds() {
        Map<String, Long> lines = new HashMap<>();
        rows.removeIf(row -> {
            String id = row.cells().get("id");
            Long before = lines.putIfAbsent(id, row.line());
            if (before != null) {
                bad.add(new BadRow(row.line(), "id", id, "an id once in a file; it is on line " + before + " too"));
            }
            return before != null;
        });
    }

    boolean has(String column) {
        return columns.contains(column);
    }

    List<Row> rows() {
        return rows;
    }

    /** Rows that are wrong whatever their columns mean. */
    List<BadRow> bad() {
        return bad;
    }
}
