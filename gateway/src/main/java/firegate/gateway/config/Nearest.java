package firegate.gateway.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody probably meant. */
final class Nearest {
    private Nearest() {}

    /** The candidate with the fewest edits from {@code name}; empty when none is within a third of its length. */
    static Optional<String> to(String name, Collection<String> candidates) {
        int most = Math.max(1, name.length() / 3);
        return candidates.stream()
                .filter(candidate -> edits(name, candidate) <= most)
                .min(Comparator.comparingInt(candidate -> edits(name, candidate)));
    }

    /** Levenshtein's distance, capitals not counting. */
    private static int edits(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
