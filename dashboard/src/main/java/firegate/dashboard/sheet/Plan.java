package firegate.dashboard.sheet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a sheet would change.
 *
 * @param changes what is new or different, in the order of the rows
 * @param bad rows that cannot be used, by line
 */
public record Plan<T>(List<T> changes, int added, int changed, int unchanged, List<BadRow> bad) {

    enum Sort {
        NEW,
        CHANGED,
        UNCHANGED
    }

    record Change<T>(Sort sort, T what) {}

    static <T> Plan<T> of(Sheet sheet, Function<Sheet.Row, Change<T>> judge) {
        List<T> changes = new ArrayList<>();
        List<BadRow> bad = new ArrayList<>(sheet.bad());
        Map<Sort, Integer> counts = new EnumMap<>(Sort.class);
        for (Sheet.Row row : sheet.rows()) {
            try {
                Change<T> change = judge.apply(row);
                counts.merge(change.sort(), 1, Integer::sum);
                if (change.sort() != Sort.UNCHANGED) {
                    changes.add(change.what());
                }
            } catch (RowBody.BadCell e) {
                bad.add(e.row());
            }
        }
        bad.sort(Comparator.comparingLong(BadRow::line));
        return new Plan<>(
                changes,
                counts.getOrDefault(Sort.NEW, 0),
                counts.getOrDefault(Sort.CHANGED, 0),
                counts.getOrDefault(Sort.UNCHANGED, 0),
                bad);
    }
}
